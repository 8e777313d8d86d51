import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageFile } from '../../shared/worker/requests.ts';
import type { Matrix } from '../matrix.ts';

/**
 * Raw features of images that were seen before, in one file a net. It is a cache: whatever is wrong
 * with it, it is as if it were not there.
 *
 * A file is the length of its header (4 bytes, little-endian), the header as JSON, and the features,
 * float32, one row an image.
 */
interface Header {
  format: typeof FORMAT;
  /** Of the net and its preprocessing, in full; the file's name carries the beginning. */
  identity: string;
  columns: number;
  /** One an image. */
  keys: string[];
  /** SHA-256 of what follows the header. */
  sha256: string;
}

const FORMAT = 'lunka-features-1';
const NAME = /^features-[0-9a-f]{16}\.bin$/;

/** Nets whose files are kept: the active detector's, a candidate's, and one to go back to. */
const KEPT_FILES = 3;

export interface FeatureCache {
  /** The features of an image, or undefined. */
  find(image: ImageFile): Float32Array | undefined;
  /** Keeps the features of images that were not found. */
  add(images: readonly ImageFile[], features: Matrix): void;
  /** Writes what was added; a folder that cannot be written costs time next time and no more. */
  save(): Promise<void>;
}

/**
 * @param folder need not exist
 * @param identity of everything that the features follow from but the image
 * @param columns of the features
 */
export async function openCache(
  folder: string,
  identity: string,
  columns: number,
): Promise<FeatureCache> {
  const path = join(folder, `features-${identity.slice(0, 16)}.bin`);
  const rows = (await readRows(path, identity, columns)) ?? new Map<string, Float32Array>();
  let changed = false;
  return {
    find: (image) => rows.get(keyOf(image)),
    add(images, { values }) {
      images.forEach((image, i) =>
        rows.set(keyOf(image), values.slice(i * columns, (i + 1) * columns)),
      );
      changed ||= images.length > 0;
    },
    async save() {
      if (!changed) return;
      try {
        await mkdir(folder, { recursive: true });
        await writeRows(path, identity, columns, rows);
        await forgetOldest(folder);
        changed = false;
      } catch (error) {
        process.stderr.write(`Features are not kept: ${String(error)}\n`);
      }
    },
  };
}

/** The engine's number alone could be another project's; the path alone, another photograph's. */
function keyOf({ id, path }: ImageFile): string {
  return createHash('sha256').update(`${id} ${path}`).digest('base64url').slice(0, 22);
}

async function readRows(
  path: string,
  identity: string,
  columns: number,
): Promise<Map<string, Float32Array> | undefined> {
  try {
    const file = await readFile(path);
    const end = 4 + file.readUInt32LE(0);
    const header = JSON.parse(file.toString('utf8', 4, end)) as Header;
    const body = file.subarray(end);
    const { format, keys } = header;
    if (format !== FORMAT || header.identity !== identity || header.columns !== columns) return;
    if (body.length !== keys.length * columns * 4 || sha256(body) !== header.sha256) return;
    const values = new Float32Array(new Uint8Array(body).buffer);
    return new Map(keys.map((key, i) => [key, values.subarray(i * columns, (i + 1) * columns)]));
  } catch {
    return undefined;
  }
}

async function writeRows(
  path: string,
  identity: string,
  columns: number,
  rows: Map<string, Float32Array>,
): Promise<void> {
  const values = new Float32Array(rows.size * columns);
  let at = 0;
  for (const row of rows.values()) {
    values.set(row, at);
    at += columns;
  }
  const body = Buffer.from(values.buffer);
  const keys = [...rows.keys()];
  const header: Header = { format: FORMAT, identity, columns, keys, sha256: sha256(body) };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  // Two processes may write at once; each renames a file of its own, and either is whole.
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, Buffer.concat([length, text, body]));
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name));
  const files = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  const old = files.sort((a, b) => b.at - a.at).slice(KEPT_FILES);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
