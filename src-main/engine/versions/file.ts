import { createHash } from 'node:crypto';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import { LunkaError } from '../../shared/errors.ts';

/**
 * One detector as one file: a zip that `unzip` opens and whose SHA256SUMS `sha256sum -c` checks. See
 * docs/decisions/0007-detector-file.md.
 */
const FORMAT = 'lunka-detector-file';
const VERSION = 1;

const MANIFEST = 'manifest.json';
const SUMS = 'SHA256SUMS';
/** SHA-256 of every image that it was made from, a line each. */
const LEARNED = 'learned.txt';
const REQUIRED = [MANIFEST, SUMS, LEARNED, 'detector.json', 'weights.bin'];
const KNOWN = [...REQUIRED, 'judge.bin'];

/** Larger contents are no detector but an attack on memory. */
const MOST_BYTES = 512 * 1024 * 1024;

const count = z.number().int().min(0);
const confusion = z.object({ tp: count, fn: count, tn: count, fp: count });
const calibration = z.object({
  strategy: z.string(),
  values: z.record(z.string(), z.number()).optional(),
  thresholds: z.object({
    upper: z.number(),
    review: z.number().optional(),
    lower: z.number().optional(),
  }),
  proven: z.boolean(),
  note: z.string(),
});

/** What stands in manifest.json besides format and version. */
const described = z.object({
  /** Version of the program that wrote it. */
  program: z.string(),
  project: z.string(),
  name: z.string(),
  createdAt: z.string(),
  author: z.string(),
  note: z.string(),
  preset: z.string(),
  seed: z.number(),
  dataHash: z.string(),
  calibration,
  heldOut: confusion,
  training: z.object({
    epochs: z.array(
      z.object({
        epoch: z.number(),
        loss: z.number(),
        validationLoss: z.number(),
        seconds: z.number(),
      }),
    ),
    bestEpoch: z.number(),
    stopped: z.string(),
    parameters: z.number(),
    seconds: z.number(),
    backend: z.enum(['native', 'cpu']),
    scoredBy: z.string(),
  }),
});

export type Described = z.infer<typeof described>;

export interface DetectorContents {
  described: Described;
  /** Hashes of the images that it was made from. */
  learned: string[];
  /** The detector's own files by name. */
  files: Record<string, Uint8Array>;
}

/** Everything in one zip; the same contents give the same bytes. */
export function packDetector({ described, learned, files }: DetectorContents): Uint8Array {
  const manifest = { format: FORMAT, version: VERSION, ...described };
  const entries: Record<string, Uint8Array> = {
    [MANIFEST]: strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
    [LEARNED]: strToU8(learned.map((hash) => `${hash}\n`).join('')),
    ...files,
  };
  const sums = Object.entries(entries).map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`);
  const all = { ...entries, [SUMS]: strToU8(sums.join('')) };
  return zipSync(all, { mtime: new Date(1980, 0, 1) });
}

/**
 * Reads what `packDetector` wrote and checks every byte of it.
 *
 * @param name of the file, for messages
 * @throws LunkaError `detector-file-foreign`, `detector-file-newer`, `detector-file-damaged`
 */
export function unpackDetector(bytes: Uint8Array, name: string): DetectorContents {
  const entries = unzip(bytes, name);
  const manifest = parseManifest(entries[MANIFEST]!, name);
  checkSums(entries, name);
  const parsed = described.safeParse(manifest);
  if (!parsed.success) throw damaged(name, `its ${MANIFEST} lacks what a detector needs`);
  const { [MANIFEST]: _, [SUMS]: __, [LEARNED]: learned, ...files } = entries;
  const hashes = strFromU8(learned!)
    .split('\n')
    .filter((line) => line !== '');
  return { described: parsed.data, learned: hashes, files };
}

function unzip(bytes: Uint8Array, name: string): Record<string, Uint8Array> {
  let size = 0;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: (entry) => {
        size += entry.originalSize;
        return KNOWN.includes(entry.name) && size <= MOST_BYTES;
      },
    });
  } catch (cause) {
    // Every zip begins so: one of ours that was cut off does as well.
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) throw damaged(name, 'it cannot be unpacked', cause);
    throw foreign(name, cause);
  }
  if (!entries[MANIFEST]) throw foreign(name);
  const absent = REQUIRED.filter((entry) => !entries[entry]);
  if (absent.length > 0) throw damaged(name, `it lacks ${absent.join(', ')}`);
  return entries;
}

function parseManifest(bytes: Uint8Array, name: string): unknown {
  let manifest: { format?: unknown; version?: unknown } | null;
  try {
    manifest = JSON.parse(strFromU8(bytes)) as typeof manifest;
  } catch (cause) {
    throw damaged(name, `its ${MANIFEST} is not JSON`, cause);
  }
  if (manifest?.format !== FORMAT) throw foreign(name);
  if (manifest.version !== VERSION) {
    throw new LunkaError(
      'detector-file-newer',
      422,
      `Expected a detector file of version ${VERSION}, received version ${String(manifest.version)} in ${name}. Update the program; nothing was stored.`,
    );
  }
  return manifest;
}

function checkSums(entries: Record<string, Uint8Array>, name: string): void {
  const sums = new Map(
    strFromU8(entries[SUMS]!)
      .split('\n')
      .map((line) => [line.slice(66), line.slice(0, 64)]),
  );
  for (const [entry, bytes] of Object.entries(entries)) {
    if (entry !== SUMS && sums.get(entry) !== sha256(bytes)) {
      throw damaged(name, `${entry} is not what was written`);
    }
  }
}

function damaged(name: string, why: string, cause?: unknown): LunkaError {
  return new LunkaError(
    'detector-file-damaged',
    422,
    `Expected a whole detector file, but ${why}: ${name}. Copy or export it again; nothing was stored.`,
    { cause },
  );
}

function foreign(name: string, cause?: unknown): LunkaError {
  return new LunkaError(
    'detector-file-foreign',
    422,
    `Expected a file that "detectors export" has written, received another: ${name}. Nothing was stored.`,
    { cause },
  );
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
