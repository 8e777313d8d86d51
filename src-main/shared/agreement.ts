/**
 * Cohen's kappa (1960): how far two series of answers agree beyond what their shares of each answer
 * alone would give. 1 = always, 0 = as by chance.
 *
 * @param pairs first and second answer to the same question
 * @returns null where chance alone explains all: no pairs, or one answer throughout
 */
export function cohensKappa(pairs: readonly (readonly [string, string])[]): number | null {
  const [firsts, seconds] = [new Map<string, number>(), new Map<string, number>()];
  const count = (counts: Map<string, number>, answer: string): void => {
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  };
  let same = 0;
  for (const [first, second] of pairs) {
    count(firsts, first);
    count(seconds, second);
    if (first === second) same += 1;
  }
  const n = pairs.length;
  let byChance = 0;
  for (const [answer, times] of firsts) byChance += (times * (seconds.get(answer) ?? 0)) / n ** 2;
  return n === 0 || byChance === 1 ? null : (same / n - byChance) / (1 - byChance);
}
