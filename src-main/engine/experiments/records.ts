import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Recipe } from '../../shared/recipe.ts';
import type { TrainResult } from '../../shared/worker/results.ts';

/** Scores by class, without those that could not be read. */
export interface ScoresByClass {
  normals: number[];
  leaks: number[];
}

/** Pictures as data URLs, as the net sees them. */
export interface Sample {
  name: string;
  leak: boolean;
  score: number;
  original: string;
  /** Null where the recipe damages nothing. */
  corrupted: string | null;
  reconstructed: string;
  difference: string;
}

/** All that a finished training leaves behind: whatever a page shows can be computed from it. */
export interface RunRecord {
  recipe: Recipe;
  seed: number;
  training: Pick<
    TrainResult,
    'epochs' | 'bestEpoch' | 'stopped' | 'parameters' | 'seconds' | 'backend'
  > & {
    /** Epochs that `seconds` does not count, being done before a stop; records of before lack it. */
    resumedAfter?: number;
  };
  /** Images that the net was fitted on. */
  fitted: number;
  heldOut: ScoresByClass;
  judged: ScoresByClass;
  /** Seconds that scoring the judged images took, with reading them. */
  scoreSeconds: number;
  unreadable: { name: string; reason: string }[];
  samples: Sample[];
}

/** SHA-256 of plain data as JSON, 16 hexadecimal digits of it. */
export function hashOf(data: unknown): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16);
}

/** The records of a project's experiments, one JSON file a training. */
export function recordsIn(folder: string) {
  const fileOf = (key: string): string => path.join(folder, `${key}.json`);
  return {
    has: (key: string): boolean => existsSync(fileOf(key)),
    async read(key: string): Promise<RunRecord> {
      return JSON.parse(await readFile(fileOf(key), 'utf8')) as RunRecord;
    },
    /** A record is there whole or not at all. */
    async write(key: string, record: RunRecord): Promise<void> {
      await mkdir(folder, { recursive: true });
      const partial = `${fileOf(key)}.part`;
      await writeFile(partial, JSON.stringify(record));
      await rename(partial, fileOf(key));
    },
  };
}
