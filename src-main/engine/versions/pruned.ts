import { LunkaError } from '../../shared/errors.ts';
import type { ModelRow } from '../detectors/models.ts';

/** @throws LunkaError `detector-pruned` for a model whose weights were thrown away */
export function requireWeights({ prunedAt }: ModelRow, detector: number): void {
  if (prunedAt === null) return;
  throw new LunkaError(
    'detector-pruned',
    409,
    `Expected a detector with its weights, but those of v${detector} were thrown away on ${prunedAt.slice(0, 10)}. Choose another version, or import it from a file.`,
  );
}
