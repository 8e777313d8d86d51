import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  openSync,
  writeSync,
} from 'node:fs';
import { chmod, copyFile, mkdir, open, symlink } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { Unzip, UnzipInflate } from 'fflate';
import { extract, type Header } from 'tar-stream';
import { LunkaError } from '../shared/errors.ts';
import type { Archive } from './sources.ts';

type Layout = Pick<Archive, 'inner' | 'place'>;

/** Where an entry may be written; a name that leads out of the folder is an attack, not a mistake. */
function inside(folder: string, path: string): string {
  const target = resolve(folder, path);
  if (target.startsWith(resolve(folder) + sep)) return target;
  throw new LunkaError(
    'archive-unsafe',
    502,
    `the archive wants to write outside its folder: ${path}`,
  );
}

/** Tar names begin with `./` or not, as the packer liked. */
const plain = (name: string): string => name.replace(/^(\.\/)+/, '');

async function copyToOthers(target: string, others: readonly string[]): Promise<void> {
  for (const other of others) {
    await mkdir(dirname(other), { recursive: true });
    await copyFile(target, other);
  }
}

async function writeEntry(
  header: Header,
  body: Readable,
  folder: string,
  paths: readonly string[],
): Promise<boolean> {
  const [target, ...others] = paths.map((path) => inside(folder, path));
  if (!target || (header.type !== 'file' && header.type !== 'symlink')) {
    body.resume();
    return false;
  }
  await mkdir(dirname(target), { recursive: true });
  if (header.type === 'symlink') {
    const to = header.linkname ?? '';
    inside(folder, resolve(dirname(target), to));
    body.resume();
    await symlink(to, target);
    return true;
  }
  // `wx`: an entry that comes twice, or that would write through a link, is refused.
  await pipeline(body, createWriteStream(target, { flags: 'wx' }));
  await chmod(target, 0o755);
  await copyToOthers(target, others);
  return true;
}

/** Unpacks a tar stream. @returns how many entries found a place */
async function unpackTar(tar: Readable, folder: string, layout: Layout): Promise<number> {
  const entries = extract();
  const { inner } = layout;
  let placed = 0;
  const consume = async (): Promise<void> => {
    for await (const entry of entries) {
      const body = entry as unknown as Readable;
      const path = plain(entry.header.name);
      if (inner && path === inner.path)
        placed += await unpackInner(body, folder, layout, inner.sha256);
      else if (inner) body.resume();
      else if (await writeEntry(entry.header, body, folder, layout.place(path))) placed++;
    }
  };
  await Promise.all([pipeline(tar, entries), consume()]);
  return placed;
}

async function unpackInner(
  body: Readable,
  folder: string,
  { place }: Layout,
  sha256: string,
): Promise<number> {
  const hash = createHash('sha256');
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const brotli = createBrotliDecompress();
  const [placed] = await Promise.all([
    unpackTar(brotli, folder, { place }),
    pipeline(body, tap, brotli),
  ]);
  const received = hash.digest('hex');
  if (received === sha256) return placed;
  throw new LunkaError(
    'integrity-mismatch',
    502,
    `the archive inside is not what was pinned: expected sha256 ${sha256}, received ${received}`,
  );
}

/** Unpacks a zip file. @returns how many entries found a place */
async function unpackZip(file: string, folder: string, { place }: Layout): Promise<number> {
  const written: string[][] = [];
  const unfinished = new Set<string>();
  const unzip = new Unzip((entry) => {
    const paths = place(entry.name).map((path) => inside(folder, path));
    const [target] = paths;
    if (!target) return;
    written.push(paths);
    unfinished.add(entry.name);
    mkdirSync(dirname(target), { recursive: true });
    const descriptor = openSync(target, 'wx', 0o755);
    entry.ondata = (error, chunk, final) => {
      if (error) throw error;
      writeSync(descriptor, chunk);
      if (!final) return;
      closeSync(descriptor);
      unfinished.delete(entry.name);
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) unzip.push(chunk);
  unzip.push(new Uint8Array(0), true);
  if (unfinished.size > 0) {
    throw new LunkaError(
      'archive-broken',
      502,
      `the zip file ends in the middle of ${[...unfinished].join(', ')}`,
    );
  }
  for (const [target, ...others] of written) if (target) await copyToOthers(target, others);
  return written.length;
}

async function firstBytes(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.subarray(0, bytesRead).toString('hex');
  } finally {
    await handle.close();
  }
}

/**
 * Unpacks what `layout` has a place for below `folder`, keeping symbolic links. The first bytes tell a
 * zip file from a compressed tar, not the name: the official Windows binding is a tar called `.zip`.
 *
 * @throws {LunkaError} `archive-broken`, `archive-unsafe`, `integrity-mismatch`; `folder` is to be
 *   thrown away then
 */
export async function unpack(file: string, folder: string, layout: Layout): Promise<void> {
  await mkdir(folder, { recursive: true });
  const kind = await firstBytes(file);
  let placed: number;
  if (kind === '1f8b') {
    const gunzip = createGunzip();
    [placed] = await Promise.all([
      unpackTar(gunzip, folder, layout),
      pipeline(createReadStream(file), gunzip),
    ]);
  } else if (kind === '504b') {
    placed = await unpackZip(file, folder, layout);
  } else {
    throw new LunkaError(
      'archive-broken',
      502,
      `expected a zip or gzip archive, received a file that begins with 0x${kind}`,
    );
  }
  if (placed === 0) {
    throw new LunkaError('archive-broken', 502, 'the archive holds nothing of what was expected');
  }
}
