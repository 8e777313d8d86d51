import type { LabelledFile } from '../../shared/worker/requests.ts';
import { quantileOf } from '../quantile.ts';

/** Leaks' honest scores below which hardly any leak lies. */
const LOW_LEAKS = 0.05;

/** With a larger share of the normals in doubt, it is the head that is to be doubted. */
const MOST = 0.05;

/**
 * Imported normals that a head which has not seen them takes for leaks as surely as the leaks
 * themselves. A hundredth of leaks hidden among the normals is twice what a cut at the quantile of
 * 99.5 % leaves above itself: it then lies among the leaks, and half of them are missed. What a person
 * said is not doubted, and neither are leaks: one that looks sound is what nobody else would find.
 *
 * @param outOfFold one logit a file
 * @returns rows of `files`
 */
export function doubtedNormals(
  files: readonly Pick<LabelledFile, 'label' | 'reviewed'>[],
  outOfFold: Float64Array,
): Set<number> {
  const rows = [...files.keys()];
  const leaks = rows.filter((row) => files[row]!.label === 'leak');
  const limit = quantileOf(leaks.map((row) => outOfFold[row]!), LOW_LEAKS); // prettier-ignore
  const normals = rows.filter((row) => files[row]!.label === 'normal');
  const doubted = normals.filter((row) => !files[row]!.reviewed && outOfFold[row]! >= limit);
  return new Set(doubted.length > MOST * normals.length ? [] : doubted);
}
