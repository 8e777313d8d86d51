import { readFile } from 'node:fs/promises';
import path from 'node:path';

const MEDIA_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** The page may load nothing but what this origin serves: the workstation has no network anyway. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Serves the built renderer from a folder. The page's own address holds views and filters, so what
 * is no file is the page.
 */
export function createAssets(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(405, 'Only GET is served.');
    let asked: string;
    try {
      asked = decodeURIComponent(new URL(request.url).pathname);
    } catch {
      return answer(400, 'The address is malformed.');
    }
    const file = path.join(folder, path.normalize(path.join('/', asked)));
    const isPage = path.extname(file) === '';
    const target = isPage ? path.join(folder, 'index.html') : file;
    try {
      const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(target));
      return new Response(body, {
        headers: {
          ...SECURITY_HEADERS,
          'content-type': MEDIA_TYPES[path.extname(target)] ?? 'application/octet-stream',
          // The build names files by content; only the page itself keeps its name.
          'cache-control':
            !isPage && asked.startsWith('/assets/')
              ? 'public, max-age=31536000, immutable'
              : 'no-cache',
        },
      });
    } catch {
      return isPage
        ? answer(503, 'The user interface has not been built. Run "npm run build" and start again.')
        : answer(404, `There is no file ${asked}.`);
    }
  };
}

function answer(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' },
  });
}
