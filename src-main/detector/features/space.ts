import { LunkaError } from '../../shared/errors.ts';
import type { Matrix } from '../matrix.ts';
import type { FeatureGroup } from './layout.ts';

/**
 * What makes features comparable: each column less its mean over the fitted normals, each group of
 * columns divided by one number, so that a usual normal lies at a distance of about the group's
 * weight from the middle. One number a group and not a column, since a column that hardly varies is
 * mostly sensor noise.
 */
export interface Scaling {
  /** One number a column each: scaled = (raw - centre) * scale. */
  centre: Float32Array;
  scale: Float32Array;
}

/** @param normals raw features of the normals that the net was fitted on, at least 1 row */
export function measureScaling(normals: Matrix, groups: readonly FeatureGroup[]): Scaling {
  const { rows, columns, values } = normals;
  const width = groups.reduce((sum, group) => sum + group.columns, 0);
  if (rows === 0 || width !== columns) {
    throw new LunkaError(
      'features-not-valid',
      500,
      `Expected rows of ${width} features, received ${rows} of ${columns}.`,
    );
  }
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) mean[i % columns]! += values[i]! / rows;
  const variance = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) {
    variance[i % columns]! += (values[i]! - mean[i % columns]!) ** 2 / rows;
  }
  const scale = new Float32Array(columns);
  let from = 0;
  for (const group of groups) {
    const to = from + group.columns;
    const length = Math.sqrt(variance.subarray(from, to).reduce((a, b) => a + b, 0));
    // A group that never varies says nothing; divided by nothing it would say anything.
    scale.fill(length > 1e-9 ? group.weight / length : 0, from, to);
    from = to;
  }
  return { centre: Float32Array.from(mean), scale };
}

/** Brings raw features to scale, in place, and returns them. */
export function scaleInPlace(features: Matrix, { centre, scale }: Scaling): Matrix {
  const { columns, values } = features;
  for (let i = 0; i < values.length; i++) {
    const column = i % columns;
    values[i] = (values[i]! - centre[column]!) * scale[column]!;
  }
  return features;
}
