import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMetrics } from '../shared/worker/results.ts';
import type { Detector } from './detector.ts';
import type { FitData } from './objective.ts';

const FORMAT = 'lunka-checkpoint-1';
const NAME = 'checkpoint.bin';

/** Where a fit stands after a whole epoch; the numbers are in float32, so nothing is lost. */
export interface Checkpoint {
  epochs: EpochMetrics[];
  bestEpoch: number;
  bestLoss: number;
  /** Steps that the optimiser has taken. */
  steps: number;
  weights: Float32Array[];
  best: Float32Array[];
  memory: Float32Array[];
}

/** Where the checkpoints of one fit are kept. */
export interface CheckpointStore {
  /** The last one of this same fit; undefined where there is none that is whole. */
  read(): Promise<Checkpoint | undefined>;
  write(checkpoint: Checkpoint): Promise<void>;
  remove(): Promise<void>;
}

type Header = Omit<Checkpoint, Arrays> & {
  format: typeof FORMAT;
  fingerprint: string;
  /** Numbers in each array that follows. */
  lengths: Record<Arrays, number[]>;
  /** SHA-256 of what follows. */
  sha256: string;
};
type Arrays = 'weights' | 'best' | 'memory';
const ARRAYS = ['weights', 'best', 'memory'] as const;

/**
 * One file in an existing folder, replaced whole: the length of a JSON header in four bytes, the
 * header, then float32 values, all little-endian. A checkpoint of another fit counts as none.
 *
 * @param fingerprint what the fit depends on: see `fingerprintOf`
 */
export function checkpointsIn(folder: string, fingerprint: string): CheckpointStore {
  const path = join(folder, NAME);
  return {
    async read() {
      try {
        return parse(await readFile(path), fingerprint);
      } catch {
        // No file, or not one of ours: the fit begins anew and writes over it.
        return undefined;
      }
    },
    async write(checkpoint) {
      await writeFile(`${path}.part`, format(checkpoint, fingerprint));
      await rename(`${path}.part`, path);
    },
    remove: () => rm(path, { force: true }),
  };
}

/** Recipe, seed, first weights and every pixel: two fits with one fingerprint are the same fit. */
export function fingerprintOf({ recipe, net }: Detector, data: FitData, seed: number): string {
  const { preprocess, architecture, training } = recipe;
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ preprocess, architecture, training, seed }));
  for (const { variable } of net.weights) hash.update(variable.dataSync<'float32'>());
  return hash.update(data.fit).update(data.validation).digest('hex');
}

function format(checkpoint: Checkpoint, fingerprint: string): Buffer {
  const { weights, best, memory, ...rest } = checkpoint;
  const body = Buffer.concat(
    [...weights, ...best, ...memory].map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength),
    ),
  );
  const lengthsOf = (arrays: Float32Array[]): number[] => arrays.map(({ length }) => length);
  const header: Header = {
    ...rest,
    format: FORMAT,
    fingerprint,
    lengths: { weights: lengthsOf(weights), best: lengthsOf(best), memory: lengthsOf(memory) },
    sha256: createHash('sha256').update(body).digest('hex'),
  };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, body]);
}

function parse(bytes: Buffer, fingerprint: string): Checkpoint | undefined {
  const start = 4 + bytes.readUInt32LE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, start)) as Header;
  const body = bytes.subarray(start);
  const sha256 = createHash('sha256').update(body).digest('hex');
  if (header.format !== FORMAT || header.fingerprint !== fingerprint) return undefined;
  if (header.sha256 !== sha256) return undefined;
  // A copy of its own, as a view of float32 must begin at a multiple of four bytes.
  const values = new Float32Array(new Uint8Array(body).buffer);
  let at = 0;
  const take = (lengths: number[]): Float32Array[] =>
    lengths.map((length) => values.slice(at, (at += length)));
  const [weights, best, memory] = ARRAYS.map((name) => take(header.lengths[name]));
  const { epochs, bestEpoch, bestLoss, steps } = header;
  return { epochs, bestEpoch, bestLoss, steps, weights: weights!, best: best!, memory: memory! };
}
