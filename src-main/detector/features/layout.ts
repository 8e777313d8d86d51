import type { Features } from '../../shared/recipe.ts';

/** Features of a detector whose recipe does not say otherwise; measured in head/README.md. */
export const USUAL_FEATURES: Features = {
  rows: 12,
  columns: 8,
  residualScale: 0.15,
  latentScale: 0.3,
};

/** Pixels of the canvas to a side of a block. */
const BLOCK = 4;

/** A latent wider than this is a map, not a code, and would drown the rest. */
const WIDEST_CODE = 256;

/** Columns that are scaled together; `weight` is what they count beside colour. */
export interface FeatureGroup {
  columns: number;
  weight: number;
}

/** Size in pixels of the small whole photograph that colour is measured on. */
export function canvasSize({ rows, columns }: Features): { height: number; width: number } {
  return { height: rows * BLOCK, width: columns * BLOCK };
}

/** Tint, brightness, residual and latent, in this order; the last only where there is a code. */
export function featureGroups(
  features: Features,
  blocks: number,
  codeSize: number,
): FeatureGroup[] {
  const cells = features.rows * features.columns;
  return [
    { columns: 3 * cells, weight: 1 },
    { columns: cells, weight: 1 },
    { columns: blocks, weight: features.residualScale },
    ...(hasCode(codeSize) ? [{ columns: codeSize, weight: features.latentScale }] : []),
  ];
}

/** Whether a code of this size is among the features. */
export function hasCode(codeSize: number): boolean {
  return codeSize > 0 && codeSize <= WIDEST_CODE;
}
