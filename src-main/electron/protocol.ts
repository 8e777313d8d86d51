import { protocol } from 'electron';
import { toProblem } from '../shared/errors.ts';

const SCHEME = 'lunka';
const HOST = 'app';

/** The one page of the app. Its origin is private: no port is open, no other program reaches it. */
export const PAGE = `${SCHEME}://${HOST}/`;

/** Whether an address belongs to the app's own origin. */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol: scheme, host } = new URL(address);
  return scheme === `${SCHEME}:` && host === HOST;
}

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    },
  ]);
}

/** Answers every request of the private origin, page and API alike, with one Fetch handler. */
export function serveOrigin(
  handler: (request: Request) => Promise<Response>,
  log: (line: string) => void,
): void {
  protocol.handle(SCHEME, async (request) => {
    if (!isOurs(request.url)) return new Response('There is no such host.', { status: 404 });
    try {
      return await handler(request);
    } catch (error) {
      // A handler that throws would reach the page as a bare network error.
      log(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : error}`);
      return Response.json(toProblem(error), {
        status: 500,
        headers: { 'content-type': 'application/problem+json' },
      });
    }
  });
}
