/** Bins of the wall's histogram. */
export interface Bins {
  /** The bin of each image. */
  of: Int32Array;
  /** Bounds of each bin; the first from and the last to are where the scores end. Null: no score. */
  bounds: ({ from: number; to: number } | null)[];
}

/** Share of the scores that lie within the bins proper; the last one takes in what is above. */
const WITHIN = 0.995;

/**
 * Bins of equal width over the scores, low ones first. A few scores far out would press all others
 * into one bin, so they share the last; images without a score come in a bin of their own, the first.
 *
 * @param reach a score that the bins must go beyond, as the threshold
 */
export function binScores(
  scores: readonly (number | null)[],
  wanted: number,
  reach: number | null,
): Bins {
  const known = Float64Array.from(scores.filter((score) => score !== null)).sort();
  const unscored = known.length < scores.length;
  const bounds: Bins['bounds'] = unscored ? [null] : [];
  const first = bounds.length;
  if (known.length > 0) {
    const min = known[0]!;
    const most = known.at(-1)!;
    const usual = known[Math.ceil((known.length - 1) * WITHIN)]!;
    const max = Math.min(most, Math.max(usual, (reach ?? min) + (usual - min) / 4));
    const count = max > min ? wanted : 1;
    for (let bin = 0; bin < count; bin++) {
      const from = min + ((max - min) * bin) / count;
      const to = bin === count - 1 ? most : min + ((max - min) * (bin + 1)) / count;
      bounds.push({ from, to });
    }
    const width = (max - min) / count;
    const of = Int32Array.from(scores, (score) =>
      score === null
        ? 0
        : first + (width > 0 ? Math.min(count - 1, Math.floor((score - min) / width)) : 0),
    );
    return { of, bounds };
  }
  return { of: new Int32Array(scores.length), bounds };
}
