import { describe, expect, it } from 'vitest';
import type { ReviewGroup } from '../../src-main/shared/api/review.ts';
import type { Label, Verdict } from '../../src-main/shared/words.ts';
import {
  acceptedLabel,
  columnsOf,
  nextOpen,
  openMembers,
  parted,
  recheckOf,
  rejoined,
  withRechecks,
  type LabelOf,
} from '../../src-renderer/state/queue.ts';

/** A group of images with these labels; the first image has the number given. */
function group(first: number, labels: (Label | null)[], verdict: Verdict = 'leak'): ReviewGroup {
  return {
    id: `group-${first}`,
    reason: 'flagged',
    images: labels.map((_, i) => first + i),
    scores: labels.map((_, i) => i / 10),
    verdicts: labels.map(() => verdict),
    labels,
  };
}

const asStored: LabelOf = (_, stored) => stored;

describe('the next group', () => {
  const queue = [group(1, ['leak']), group(2, [null, 'normal']), group(4, [null]), group(5, ['unsure'])]; // prettier-ignore

  it('is the next with work left, then those before', () => {
    expect(nextOpen(queue, 0, asStored)).toBe(1);
    expect(nextOpen(queue, 1, asStored)).toBe(2);
    expect(nextOpen(queue, 2, asStored)).toBe(1);
    expect(nextOpen(queue, -1, asStored)).toBe(1);
  });

  it('is the group itself where it alone has work left', () => {
    const hidden: LabelOf = (image, stored) => (image === 2 ? 'leak' : stored);
    expect(nextOpen(queue, 2, hidden)).toBe(2);
  });

  it('goes by what is on the screen: an answer taken back opens a group again', () => {
    const taken: LabelOf = (image, stored) => (image === 5 ? null : stored);
    expect(nextOpen(queue, 2, taken)).toBe(3);
  });

  it('is none where everything is answered, or there is nothing', () => {
    expect(nextOpen([group(1, ['leak'])], 0, asStored)).toBeNull();
    expect(nextOpen([], -1, asStored)).toBeNull();
  });
});

describe('a group', () => {
  it('has the members open that nobody has answered', () => {
    expect(openMembers(group(1, [null, 'leak', null]), asStored)).toEqual([1, 3]);
  });

  it('has a verdict to accept where the detector says one thing of all, and does not ask', () => {
    expect(acceptedLabel(group(1, [null, null], 'leak'))).toBe('leak');
    expect(acceptedLabel(group(1, [null], 'normal'))).toBe('normal');
    expect(acceptedLabel(group(1, [null], 'review'))).toBeNull();
    expect(acceptedLabel({ ...group(1, [null, null]), verdicts: ['leak', 'review'] })).toBeNull();
    expect(acceptedLabel(group(1, []))).toBeNull();
  });

  it('parts into two with every column', () => {
    const [rest, part] = parted(group(1, [null, 'leak', null]), new Set([2]), 'group-9');
    expect(rest).toEqual({ ...group(1, [null]), images: [1, 3], scores: [0, 0.2], verdicts: ['leak', 'leak'], labels: [null, null] }); // prettier-ignore
    expect(part).toEqual({ ...group(2, ['leak']), id: 'group-9', scores: [0.1] });
  });

  it('is a list of images like any other', () => {
    expect(columnsOf(group(1, [null, 'leak']))).toEqual({
      total: 2,
      ids: [1, 2],
      scores: [0, 0.1],
      verdicts: ['leak', 'leak'],
      labels: [null, 'leak'],
      next: null,
    });
  });
});

describe('a split that is taken back', () => {
  it('has every member with what is known of it where it was', () => {
    const whole = group(1, [null, 'leak', null, 'normal']);
    const [rest, part] = parted(whole, new Set([1, 4]), 'group-9');
    expect(rejoined(rest, part, whole.images)).toEqual(whole);
  });
});

describe('answers that are to be given again', () => {
  const queue = Array.from({ length: 40 }, (_, i) => group(i + 1, [null]));
  const due = [7, 8, 9, 10].map((id) => ({ id, image: 100 + id, score: 0.5, verdict: 'leak' as const })); // prettier-ignore

  it('stand far apart among what is to come, as groups of one without a label', () => {
    const mixed = withRechecks(queue, 4, due);
    const places = mixed.flatMap((one, i) => (recheckOf(one) === null ? [] : [i]));
    expect(places).toEqual([16, 29, 42]);
    expect(mixed[16]).toEqual({
      id: 're-check-7',
      reason: 'flagged',
      images: [107],
      scores: [0.5],
      verdicts: ['leak'],
      labels: [null],
    });
    expect(mixed.filter((one) => recheckOf(one) === null)).toEqual(queue);
  });

  it('are none where little is left, or nothing has scored them', () => {
    expect(withRechecks(queue, 29, due)).toEqual(queue);
    const unscored = due.map((one) => ({ ...one, score: null, verdict: null }));
    expect(withRechecks(queue, 0, unscored)).toEqual(queue);
    expect(withRechecks([], 0, due)).toEqual([]);
  });
});
