import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { LunkaError } from '../shared/errors.ts';
import type { Network } from './network.ts';

export interface DownloadOptions {
  readonly network: Network;
  /** Longest wait for the head of an answer, connecting included. */
  readonly answerWithinMs: number;
  /** Longest silence in the middle of a transfer; a moving transfer may take as long as it likes. */
  readonly stallMs: number;
  /** The result's digest is known and will be checked: parts may be joined without an ETag. */
  readonly pinned: boolean;
  /** Called now and then with bytes so far and, where the server tells it, bytes in all. */
  readonly onProgress?: (done: number, total: number | null) => void;
}

/** The server understood, and said no. */
export class Refusal extends LunkaError {
  /** HTTP status that the server answered with. */
  readonly answered: number;
  constructor(url: string, answered: number) {
    super('download-refused', 502, `${new URL(url).host} answered ${String(answered)}`);
    this.answered = answered;
  }
}

const MAX_REDIRECTS = 5;
const MAX_CUTS = 5;

/** One GET, redirects followed; resolves with the head of the answer, its body still to be read. */
async function get(
  url: string,
  headers: OutgoingHttpHeaders,
  options: DownloadOptions,
  redirects = MAX_REDIRECTS,
): Promise<IncomingMessage> {
  const secure = url.startsWith('https:');
  const { network, answerWithinMs } = options;
  const common = { headers: { ...headers, 'accept-encoding': 'identity' } };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = secure
      ? https.get(url, { ...common, agent: network.https }, resolve)
      : http.get(url, { ...common, agent: network.http }, resolve);
    const timer = setTimeout(() => {
      request.destroy(new Error(`no answer within ${String(answerWithinMs / 1000)} s`));
    }, answerWithinMs);
    request.on('response', () => {
      clearTimeout(timer);
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
  const { statusCode = 0, headers: answer } = response;
  if (statusCode < 300 || statusCode >= 400 || !answer.location) return response;
  response.destroy();
  const next = new URL(answer.location, url).href;
  if (redirects === 0)
    throw new Error(`${new URL(url).host} redirects more than ${String(MAX_REDIRECTS)} times`);
  if (secure && !next.startsWith('https:'))
    throw new Error(`${new URL(url).host} redirects to an address without TLS`);
  return get(next, headers, options, redirects - 1);
}

/** What `If-Range` may be given: a strong ETag, else the date of the last change. */
function validatorOf(response: IncomingMessage): string {
  const { etag, 'last-modified': changed } = response.headers;
  return etag && !etag.startsWith('W/') ? etag : (changed ?? '');
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** Fetches what is still missing of `part`. */
async function fetchRest(url: string, part: string, options: DownloadOptions): Promise<void> {
  const validatorFile = `${part}.validator`;
  const validator = await readFile(validatorFile, 'utf8').catch(() => '');
  const had = validator || options.pinned ? await sizeOf(part) : 0;
  const range: OutgoingHttpHeaders = had > 0 ? { range: `bytes=${String(had)}-` } : {};
  if (had > 0 && validator) range['if-range'] = validator;

  const response = await get(url, range, options);
  const { statusCode = 0, headers } = response;
  const resumed =
    statusCode === 206 && headers['content-range']?.startsWith(`bytes ${String(had)}-`);
  if (!resumed && statusCode !== 200) {
    response.destroy();
    // Nothing left to send, or another file by now: the part is of no use.
    if (had > 0 && (statusCode === 416 || statusCode === 206)) {
      await rm(part, { force: true });
      return fetchRest(url, part, options);
    }
    throw new Refusal(url, statusCode);
  }
  await writeFile(validatorFile, validatorOf(response));

  let done = resumed ? had : 0;
  const length = headers['content-length'];
  const total = length === undefined ? null : done + Number(length);
  const file = await open(part, resumed ? 'a' : 'w');
  const stall = setTimeout(() => {
    response.destroy(new Error(`nothing came for ${String(options.stallMs / 1000)} s`));
  }, options.stallMs);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      stall.refresh();
      await file.write(chunk);
      done += chunk.length;
      options.onProgress?.(done, total);
    }
  } finally {
    clearTimeout(stall);
    await file.close();
  }
}

/**
 * Downloads `url` to `file`, which appears only when it is whole. What came before a cut stays in
 * `<file>.part`; the next attempt, in this call or in a later run, asks for the rest alone, and takes
 * everything anew from a server that does not know how, or whose file has changed since.
 *
 * @throws {Refusal} on an answer other than 200 or 206; the system's error where there was no answer
 */
export async function download(url: string, file: string, options: DownloadOptions): Promise<void> {
  if (existsSync(file)) return;
  const part = `${file}.part`;
  for (let cuts = 0; ; cuts++) {
    const before = await sizeOf(part);
    try {
      await fetchRest(url, part, options);
      break;
    } catch (error) {
      // Worth another try where the transfer moved, and where the connection was reset: what had come
      // and was not read yet is lost with it, be it the whole of what came. A refusal stays one.
      const moved = (await sizeOf(part)) > before;
      const reset = (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      if (error instanceof LunkaError || !(moved || reset) || cuts === MAX_CUTS) throw error;
    }
  }
  await rm(`${part}.validator`, { force: true });
  await rename(part, file);
}

/** Digest of a file, streamed. */
export async function digest(file: string, algorithm: 'sha256' | 'sha512'): Promise<Buffer> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest();
}

/**
 * Compares a file with its pinned integrity (`sha512-<base64>`).
 *
 * @throws {LunkaError} `integrity-mismatch`; the file has been removed then
 */
export async function checkIntegrity(file: string, integrity: string): Promise<void> {
  const received = `sha512-${(await digest(file, 'sha512')).toString('base64')}`;
  if (received === integrity) return;
  await rm(file, { force: true });
  throw new LunkaError(
    'integrity-mismatch',
    502,
    `what came is not what was pinned: expected ${integrity}, received ${received}`,
  );
}
