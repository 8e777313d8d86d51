import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A file on the test's server, and how the server misbehaves over it. */
export interface Served {
  readonly body: Buffer;
  /** Cuts the connection after so many bytes, the first `times` times. */
  readonly cut?: { after: number; times: number };
  /** Answers with the whole file whatever range is asked for. */
  readonly ignoresRange?: boolean;
  /** Sends no ETag. */
  readonly noValidator?: boolean;
  /** Redirects there. */
  readonly location?: string;
  /** Answers 403 to whoever has not this `authorization`. */
  readonly wants?: string;
  /** Falls silent, without closing, after this many bytes of the file. */
  readonly stallsAfter?: number;
}

export interface TestServer {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** `<path> <range or ->` of every request so far. */
  readonly requests: string[];
  /** What is served below which path (without its leading slash); may be changed at any time. */
  readonly files: Map<string, Served>;
}

const etagOf = (body: Buffer): string => `"${createHash('sha1').update(body).digest('hex')}"`;

function answer(server: TestServer, request: IncomingMessage, response: ServerResponse): void {
  // A client that takes this server for its proxy asks for a whole address.
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = decodeURIComponent(pathname.slice(1));
  const { range } = request.headers;
  server.requests.push(`${path} ${range ?? '-'}`);
  const served = server.files.get(path);
  if (!served) {
    response.writeHead(404).end();
    return;
  }
  if (served.wants && request.headers.authorization !== served.wants) {
    response.writeHead(403).end();
    return;
  }
  if (served.location) {
    response.writeHead(302, { location: served.location }).end();
    return;
  }
  const { body, cut, stallsAfter } = served;
  const etag = etagOf(body);
  const validated = request.headers['if-range'];
  const asked = /^bytes=(\d+)-$/.exec(range ?? '')?.[1];
  const ranged = asked && !served.ignoresRange && (!validated || validated === etag);
  const from = ranged ? Number(asked) : 0;
  if (from >= body.length) {
    response.writeHead(416).end();
    return;
  }
  const rest = body.subarray(from);
  response.writeHead(ranged ? 206 : 200, {
    'content-length': rest.length,
    ...(served.noValidator ? {} : { etag }),
    ...(ranged ? { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
  });
  if (cut && cut.times > 0) {
    cut.times--;
    response.write(rest.subarray(0, cut.after), () => setTimeout(() => response.destroy(), 20));
  } else if (stallsAfter === undefined) {
    response.end(rest);
  } else {
    response.flushHeaders();
    response.write(body.subarray(from, Math.max(from, stallsAfter)));
  }
}

/** A server on the loopback for the running test. */
export async function startServer(files: Record<string, Served> = {}): Promise<TestServer> {
  const http = createServer((request, response) => answer(server, request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: TestServer = {
    url: `http://127.0.0.1:${port}/`,
    requests: [],
    files: new Map(Object.entries(files)),
  };
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return server;
}
