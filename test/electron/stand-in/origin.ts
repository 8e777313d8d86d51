import type { Route } from 'playwright-core';

/** A test browser knows no scheme of ours; a secure origin that only a route answers stands for it. */
const STANDS_FOR = { ours: 'lunka://app', theirs: 'https://app.lunka.test' };

export const toPage = (address: string): string =>
  address.replace(STANDS_FOR.ours, STANDS_FOR.theirs);
export const fromPage = (address: string): string =>
  address.replace(STANDS_FOR.theirs, STANDS_FOR.ours);

export type Handler = (request: Request) => Response | Promise<Response>;

/** Answers a browser's request with the handler that the main process registered for its scheme. */
export async function answerRoute(route: Route, handlers: Map<string, Handler>): Promise<void> {
  const asked = route.request();
  const address = fromPage(asked.url());
  const handler = handlers.get(new URL(address).protocol.replace(':', ''));
  if (!handler) return route.abort('blockedbyclient');
  // A route wants a whole body, and a stream has no end; the page falls back to polling.
  if (new URL(address).pathname === '/api/events') {
    return route.fulfill({ status: 503, body: 'No streams through a route.' });
  }
  const body = asked.postDataBuffer();
  const response = await handler(
    new Request(address, {
      method: asked.method(),
      headers: asked.headers(),
      ...(body ? { body: new Uint8Array(body) } : {}),
    }),
  );
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}
