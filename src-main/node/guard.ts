import { timingSafeEqual } from 'node:crypto';

const TOKEN_COOKIE = 'lunka_token';

export interface Guarded {
  token: string;
  /** The port that is served; the only one a Host header may name. */
  port: number;
}

export type Admission =
  | { admitted: true }
  /** The first visit: the token leaves the address bar for a cookie. */
  | { admitted: false; status: 303; location: string; cookie: string }
  | { admitted: false; status: 401 | 403; reason: string };

/**
 * Who may talk to the loopback server. Any page in any browser of this machine can send requests to
 * 127.0.0.1, so: the Host header must be ours (no DNS rebinding), a foreign Origin is refused, and a
 * secret that only our own start-up line knows must come along, as cookie or bearer token.
 */
export function admit(request: Request, { token, port }: Guarded): Admission {
  const host = request.headers.get('host') ?? '';
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    return { admitted: false, status: 403, reason: `Unexpected Host header "${host}".` };
  }
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${host}`) {
    return { admitted: false, status: 403, reason: `Unexpected Origin "${origin}".` };
  }
  const url = new URL(request.url);
  const visited = url.searchParams.get('token');
  if (visited !== null && request.method === 'GET' && same(visited, token)) {
    url.searchParams.delete('token');
    return {
      admitted: false,
      status: 303,
      // Two slashes at the start would name another host.
      location: url.pathname.replace(/^\/+/, '/') + url.search,
      cookie: `${TOKEN_COOKIE}_${port}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    };
  }
  const given = cookieOf(request, `${TOKEN_COOKIE}_${port}`) ?? bearerOf(request);
  if (given !== null && same(given, token)) return { admitted: true };
  return {
    admitted: false,
    status: 401,
    reason: 'Open the address that Lunka printed when it started; it carries the key.',
  };
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function cookieOf(request: Request, name: string): string | null {
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value) return value;
  }
  return null;
}

function bearerOf(request: Request): string | null {
  return /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
}
