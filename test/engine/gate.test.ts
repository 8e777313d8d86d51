import { describe, expect, it } from 'vitest';
import { passBoth } from '../../src-main/engine/detectors/admission.ts';
import type { ComparedImage } from '../../src-main/engine/detectors/compared.ts';
import { passGate, type GateImage } from '../../src-main/engine/detectors/gate.ts';

const cut = { upper: 1 };
/** `count` images of one class, judged right (1) or wrong (0) before and after. */
const images = (count: number, leak: boolean, before: 0 | 1 | null, after: 0 | 1): GateImage[] => {
  const score = (right: 0 | 1): number => (leak === (right === 1) ? 2 : 0);
  return Array.from({ length: count }, () => ({
    leak,
    before: before === null ? null : score(before),
    after: score(after),
  }));
};

describe('the gate', () => {
  it('lets the first detector pass, whatever it is worth', () => {
    const result = passGate([...images(5, true, null, 0), ...images(5, false, null, 1)], null, cut);
    expect(result).toMatchObject({ passed: true, before: null });
    expect(result.after).toEqual({ tp: 0, fn: 5, tn: 5, fp: 0 });
  });

  it('lets an equal and a better one pass, with both counts', () => {
    const equal = passGate([...images(9, true, 1, 1), ...images(9, false, 1, 1)], cut, cut);
    expect(equal.passed).toBe(true);
    expect(equal.before).toEqual(equal.after);
    const better = passGate([...images(9, true, 0, 1), ...images(9, false, 1, 1)], cut, cut);
    expect(better).toMatchObject({
      passed: true,
      before: { tp: 0, fn: 9 },
      after: { tp: 9, fn: 0 },
    });
  });

  it.each([
    ['leaks', true],
    ['normals', false],
  ])('refuses one that loses %s, however much better it is on the other class', (word, leak) => {
    const set = [...images(8, leak, 1, 0), ...images(50, leak, 1, 1), ...images(90, !leak, 0, 1)];
    const result = passGate(set, cut, cut);
    expect(result.passed).toBe(false);
    expect(result.reason.toLowerCase()).toContain(word);
    expect(result.reason).toContain('8');
    expect(result.finding).toEqual({ code: `${word}-lost`, worse: 8, better: 0 });
  });

  it('takes no loss that chance explains for a real one', () => {
    const set = [...images(1, false, 1, 0), ...images(500, false, 1, 1), ...images(9, true, 1, 1)];
    expect(passGate(set, cut, cut).passed).toBe(true);
  });

  it('judges each by its own thresholds, review as leak', () => {
    const set: GateImage[] = Array.from({ length: 9 }, () => ({
      leak: true,
      before: 5,
      after: 0.5,
    }));
    expect(passGate(set, { upper: 4 }, { upper: 1, review: 0.4 }).passed).toBe(true);
    expect(passGate(set, { upper: 4 }, { upper: 1 }).passed).toBe(false);
  });

  it('compares only images that both have scored', () => {
    const set = [...images(20, true, null, 0), ...images(9, true, 1, 1), ...images(9, false, 1, 1)];
    expect(passGate(set, cut, cut)).toMatchObject({ passed: true, after: { tp: 9, fn: 0 } });
  });

  it('refuses a loss that few images cannot prove but nobody would overlook', () => {
    const set = [...images(4, true, 1, 0), ...images(90, false, 1, 1)];
    expect(passGate(set, cut, cut)).toMatchObject({ passed: false, after: { tp: 0, fn: 4 } });
  });

  it('leaves it to a person where there is nothing to compare on', () => {
    const set = [...images(9, true, null, 1), ...images(9, false, null, 1)];
    expect(passGate(set, cut, cut)).toMatchObject({
      passed: false,
      before: { tp: 0, tn: 0 },
      finding: { code: 'nothing-to-compare' },
    });
  });

  it('refuses one that guesses, even where the other guesses no better', () => {
    // 5 of 10 leaks and 50 of 100 normals flagged by both, the same ones: no rate falls.
    const same = [
      ...[...images(5, true, 1, 1), ...images(5, true, 0, 0)],
      ...[...images(50, false, 1, 1), ...images(50, false, 0, 0)],
    ];
    const result = passGate(same, cut, cut);
    expect(result).toMatchObject({ passed: false, finding: { code: 'guesses' } });
    expect(result.reason).toContain('5 of 10');
    // 8 of 10 with 20 of 100: Fisher's exact test gives 0.0003.
    const some = [
      ...[...images(8, true, 1, 1), ...images(2, true, 0, 0)],
      ...[...images(80, false, 1, 1), ...images(20, false, 0, 0)],
    ];
    expect(passGate(some, cut, cut)).toMatchObject({ passed: true, finding: { code: 'holds' } });
    // Four leaks are too few to tell.
    const few = [...images(4, true, 0, 0), ...images(50, false, 1, 1)];
    expect(passGate(few, cut, cut)).toMatchObject({ passed: true });
  });
});

describe('the gate on two sets', () => {
  const set = (part: ComparedImage['part'], scored: GateImage[]): ComparedImage[] =>
    scored.map(({ leak, ...scores }, i) => ({
      image: i + (part === 'golden' ? 1 : 1000),
      part,
      label: leak ? 'leak' : 'normal',
      ...scores,
    }));
  const equal = [...images(9, true, 1, 1), ...images(30, false, 1, 1)];
  const worse = [...images(9, true, 1, 0), ...images(30, false, 1, 1)];
  const uncommon = [...images(9, true, null, 1), ...images(30, false, null, 1)];
  const both = (golden: GateImage[], heldOut: GateImage[]) =>
    passBoth([...set('golden', golden), ...set('held-out', heldOut)], cut, cut);

  it('lets a candidate pass that holds on both, and says what it did on either', () => {
    const result = both(equal, equal);
    expect(result).toMatchObject({ passed: true, golden: { passed: true, after: { tp: 9 } } });
    expect(result.part).toBeUndefined();
  });

  it('refuses one that fails on either, and says which set decided', () => {
    expect(both(worse, equal)).toMatchObject({
      passed: false,
      part: 'golden',
      finding: { code: 'leaks-lost', worse: 9 },
      reason: expect.stringContaining('Golden set: Leaks: 9') as string,
    });
    expect(both(equal, worse)).toMatchObject({ passed: false, golden: { passed: true } });
    expect(both(equal, worse).part).toBeUndefined();
    expect(both(worse, uncommon)).toMatchObject({ passed: false, part: 'golden' });
  });

  it('takes the golden set alone for proof where nothing held out is common to both', () => {
    expect(both(equal, uncommon)).toMatchObject({
      passed: true,
      part: 'golden',
      finding: { code: 'holds' },
      before: { tp: 0, tn: 0 },
      golden: { passed: true, before: { tp: 9, tn: 30 } },
      reason: expect.stringMatching(/^Golden set: Both rates hold.*Nothing else/) as string,
    });
    expect(both(equal, [])).toMatchObject({ passed: true });
  });

  it.each([
    ['leaks', images(9, true, 1, 1)],
    ['normals', images(30, false, 1, 1)],
  ])('takes golden %s alone for none', (_, golden) => {
    expect(both(golden, uncommon)).toMatchObject({
      passed: false,
      part: 'golden',
      finding: { code: 'one-class' },
    });
    expect(both(golden, equal)).toMatchObject({ passed: true });
  });

  it('refuses with the reason where neither can speak', () => {
    for (const golden of [[], uncommon]) {
      expect(both(golden, uncommon)).toMatchObject({
        passed: false,
        finding: { code: 'nothing-to-compare' },
        reason: expect.stringContaining('no labelled image') as string,
      });
    }
  });
});
