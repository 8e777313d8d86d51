/** Rounds after which the halves of a group of thousands have long come to rest. */
const ROUNDS = 20;

/**
 * Cuts rows in two by similarity: 2-means (Lloyd 1982), begun at the row farthest from the first and
 * the row farthest from that one, so that the same rows always part in the same way.
 *
 * @param rows features, all equally long
 * @param scale what each feature is multiplied with before it is compared
 * @returns indices of the rows that are not in the first one's part, in their order; none where all
 *   are alike
 */
export function cutInTwo(rows: readonly Float32Array[], scale: Float32Array): number[] {
  if (rows.length < 2) return [];
  const points = rows.map((row) => row.map((value, j) => value * scale[j]!));
  const one = farthestFrom(points, points[0]!);
  const other = farthestFrom(points, points[one]!);
  let centres = [points[one]!, points[other]!] as const;
  if (squaredDistance(...centres) === 0) return [];
  let part = partsOf(points, centres);
  for (let round = 0; round < ROUNDS; round++) {
    centres = [meanOf(points, part, 0), meanOf(points, part, 1)];
    const next = partsOf(points, centres);
    const still = next.every((which, i) => which === part[i]);
    part = next;
    if (still) break;
  }
  return [...rows.keys()].filter((i) => part[i] !== part[0]);
}

function farthestFrom(points: readonly Float32Array[], from: Float32Array): number {
  let [farthest, distance] = [0, -1];
  points.forEach((point, i) => {
    const away = squaredDistance(point, from);
    if (away > distance) [farthest, distance] = [i, away];
  });
  return farthest;
}

function partsOf(
  points: readonly Float32Array[],
  [first, second]: readonly [Float32Array, Float32Array],
): number[] {
  return points.map((point) =>
    squaredDistance(point, second) < squaredDistance(point, first) ? 1 : 0,
  );
}

/** Neither part is ever empty: each centre lies among the rows that it was made of. */
function meanOf(points: readonly Float32Array[], part: readonly number[], which: number) {
  const mean = new Float32Array(points[0]!.length);
  let count = 0;
  points.forEach((point, i) => {
    if (part[i] !== which) return;
    count += 1;
    point.forEach((value, j) => (mean[j]! += value));
  });
  return mean.map((sum) => sum / count);
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}
