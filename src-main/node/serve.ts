import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { LunkaError } from '../shared/errors.ts';
import { admit } from './guard.ts';

export interface Served {
  /** With the token: what the person opens. */
  address: string;
  /** Without it, for programs that send the token as a bearer. */
  origin: string;
  token: string;
  close(): Promise<void>;
}

/**
 * Serves a Fetch handler on the loopback interface, behind the guard.
 *
 * @param port 0 for any free one
 * @throws LunkaError `port-in-use`
 */
export async function serve(
  handler: (request: Request) => Promise<Response>,
  port: number,
): Promise<Served> {
  const token = randomBytes(24).toString('base64url');
  let actual = port;
  const server = createAdaptorServer({
    fetch(request: Request) {
      const admission = admit(request, { token, port: actual });
      if (admission.admitted) return handler(request);
      if (admission.status === 303) {
        const { location, cookie } = admission;
        return new Response(null, { status: 303, headers: { location, 'set-cookie': cookie } });
      }
      return new Response(admission.reason, {
        status: admission.status,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new LunkaError(
              'port-in-use',
              409,
              `Expected port ${port} to be free, but another program has it. Name another with --port, or leave it out.`,
              { cause },
            )
          : cause,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  actual = (server.address() as AddressInfo).port;
  const origin = `http://127.0.0.1:${actual}`;
  return {
    address: `${origin}/?token=${token}`,
    origin,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Event streams would keep the server open for ever.
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
