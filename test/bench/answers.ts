import type { QueueGroup } from '../../src-main/shared/api/review.ts';
import type { Label } from '../../src-main/shared/words.ts';

/** What a truthful person answers, and what it cost. */
export interface Answers {
  rows: { file: string; label: Label }[];
  decisions: number;
}

/**
 * Answers a queue from its top with the truth: a pure group costs one decision, a group that mixes
 * classes one for each image, and the first group that no longer fits the budget ends the review.
 *
 * @param truth by the file's name without its folders
 */
export function answerQueue(
  groups: readonly QueueGroup[],
  truth: ReadonlyMap<string, Label>,
  budget: number,
): Answers {
  const rows: Answers['rows'] = [];
  let decisions = 0;
  for (const { images } of groups) {
    const labels = images.map(({ file }) => truth.get(file.slice(file.lastIndexOf('/') + 1))!);
    const pure = labels.every((label) => label === labels[0]);
    const cost = pure ? 1 : new Set(images.map(({ id }) => id)).size;
    if (decisions + cost > budget) break;
    decisions += cost;
    rows.push(...images.map(({ file }, i) => ({ file, label: labels[i]! })));
  }
  return { rows, decisions };
}
