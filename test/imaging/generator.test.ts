import { describe, expect, it } from 'vitest';
import {
  IMITATED_MIX,
  planShift,
  planTraining,
  renderCell,
  type PlannedImage,
} from '../../src-main/imaging/generator/index.ts';
import { seededRandom } from '../../src-main/shared/random.ts';

const shift = (images: number, seed = 1) =>
  planShift({ images, seed, plantSeed: 1, mix: IMITATED_MIX });

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

/** Mean of red, green and blue over the pixels whose place (0..1) `inside` accepts. */
function meanColour(
  image: PlannedImage,
  inside: (x: number, y: number) => boolean = () => true,
): [number, number, number] {
  const { width, height, data } = renderCell(image.spec, seededRandom(image.noiseSeed));
  const sum = [0, 0, 0, 0] as [number, number, number, number];
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (!inside((pixel % width) / width, Math.floor(pixel / width) / height)) continue;
    for (let channel = 0; channel < 3; channel++) {
      sum[channel] = (sum[channel] as number) + (data[pixel * 3 + channel] as number);
    }
    sum[3]++;
  }
  return [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]];
}

/** Mean absolute difference of neighbours along a row: high for glitter, low for a bare wall. */
function roughness(image: PlannedImage): number {
  const { width, data } = renderCell(image.spec, seededRandom(image.noiseSeed));
  let sum = 0;
  for (let i = 3; i < data.length; i++) {
    if (i % (width * 3) >= 3) sum += Math.abs((data[i] as number) - (data[i - 3] as number));
  }
  return sum / data.length;
}

const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

describe('planTraining', () => {
  it('plans exactly the normals and leaks asked for, all leaks torn', () => {
    const { train, proliv } = planTraining({ train: 500, proliv: 40, seed: 1 });
    expect(train).toHaveLength(500);
    expect(proliv).toHaveLength(40);
    expect(countBy(proliv, ({ family }) => family)).toEqual({ torn: 40 });
  });

  it('has one wrong label, which knows its truth and its original', () => {
    const { train, proliv } = planTraining({ train: 500, proliv: 40, seed: 1 });
    const wrong = train.filter(({ label }) => label === 'leak');
    expect(wrong).toHaveLength(1);
    expect(proliv.map(({ name }) => name)).toContain(wrong[0]?.copyOf);
  });

  it('has no wrong label where one of the folders is empty', () => {
    const { train } = planTraining({ train: 30, proliv: 0, seed: 1 });
    expect(countBy(train, ({ label }) => label)).toEqual({ normal: 30 });
    expect(planTraining({ train: 0, proliv: 5, seed: 1 }).proliv).toHaveLength(5);
  });

  it('repeats about as many files as the set imitated: 1,300 groups in 10,000', () => {
    const { train } = planTraining({ train: 10_000, proliv: 0, seed: 4 });
    const groups = new Set(train.flatMap(({ copyOf }) => copyOf ?? []));
    expect(groups.size).toBeGreaterThan(1100);
    expect(groups.size).toBeLessThan(1500);
    const sizes = countBy(train, ({ name, copyOf }) => copyOf ?? name);
    expect(Math.max(...Object.values(sizes))).toBeLessThanOrEqual(4);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1_000_001])(
    'refuses %s images and says what was expected',
    (train) => {
      expect(() => planTraining({ train, proliv: 1, seed: 1 })).toThrow(
        /Expected train to be a whole number.*received/,
      );
      expect(() => planTraining({ train: 1, proliv: train, seed: 1 })).toThrow(/Expected proliv/);
    },
  );

  it.each([-1, 0.5, Number.NaN, 2 ** 32])('refuses the seed %s', (seed) => {
    expect(() => planTraining({ train: 1, proliv: 1, seed })).toThrow(/Expected seed/);
    expect(() => planShift({ images: 1, seed, plantSeed: 1 })).toThrow(/Expected seed/);
    expect(() => planShift({ images: 1, seed: 1, plantSeed: seed })).toThrow(/Expected plantSeed/);
  });
});

describe('planShift', () => {
  it('scales every family with the shift', () => {
    expect(countBy(shift(600), ({ family }) => family)).toEqual({
      tool: 96,
      knocked: 63,
      bar: 30,
      torn: 15,
      empty: 5,
      ordinary: 391,
    });
    const large = countBy(shift(1898), ({ family }) => family);
    expect(large).toMatchObject({ tool: 304, knocked: 199, bar: 95, torn: 49, empty: 16 });
  });

  it('labels torn and empty cells as leaks, every other family as normal', () => {
    const labels = countBy(shift(1000), ({ family, label }) => `${family} ${label}`);
    expect(Object.keys(labels).sort()).toEqual([
      'bar normal',
      'empty leak',
      'knocked normal',
      'ordinary normal',
      'tool normal',
      'torn leak',
    ]);
  });

  it.each([0, 1, 2, 3, 5, 11])('plans exactly %i images however few they are', (images) => {
    expect(shift(images)).toHaveLength(images);
  });

  it('gives every file of a project a name of its own', () => {
    const { train, proliv } = planTraining({ train: 9000, proliv: 300, seed: 1 });
    const names = [...train, ...proliv, ...shift(3000)].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^\d\d_CAM_C(_[\d-]+){2}\.jpg$/.test(name))).toBe(true);
  });

  it('photographs bursts: neighbours in time that share the metal and differ in noise', () => {
    const images = shift(600).filter(({ copyOf }) => copyOf === undefined);
    const pairs = images.slice(1).flatMap((image, i) => {
      const before = images[i] as PlannedImage;
      return before.spec.structureSeed === image.spec.structureSeed ? [[before, image]] : [];
    }) as [PlannedImage, PlannedImage][];
    expect(pairs.length).toBeGreaterThan(100);
    for (const [a, b] of pairs) {
      expect(a.noiseSeed).not.toBe(b.noiseSeed);
      expect(a.family).toBe(b.family);
    }
  });

  it('has another light and another mix for another seed, the same for the same', () => {
    const one = planShift({ images: 400, seed: 1, plantSeed: 1 });
    const two = planShift({ images: 400, seed: 2, plantSeed: 1 });
    expect(planShift({ images: 400, seed: 1, plantSeed: 1 })).toEqual(one);
    expect(countBy(two, ({ family }) => family)).not.toEqual(countBy(one, ({ family }) => family));
    expect(two[0]?.spec.light.cast).not.toEqual(one[0]?.spec.light.cast);
  });

  it('shows moulds that the training set has never seen beside known ones', () => {
    const known = new Set(
      planTraining({ train: 2000, proliv: 0, seed: 1 }).train.map(({ name }) => name.slice(0, 2)),
    );
    const cells = new Set(shift(1000).map(({ name }) => name.slice(0, 2)));
    expect([...cells].filter((cell) => known.has(cell)).length).toBeGreaterThanOrEqual(3);
    expect([...cells].filter((cell) => !known.has(cell)).length).toBeGreaterThanOrEqual(3);
  });

  it('refuses a share outside 0 to 1 and shares that do not fit together', () => {
    const plan = (part: object) =>
      planShift({ images: 10, seed: 1, plantSeed: 1, mix: { ...IMITATED_MIX, ...part } });
    expect(() => plan({ tool: -0.1 })).toThrow(/share of tool.*received -0.1/);
    expect(() => plan({ empty: 25 })).toThrow(/Give a fraction, not per cent/);
    expect(() => plan({ leak: Number.NaN })).toThrow(/share of leak/);
    expect(() => plan({ tool: 0.6, knocked: 0.5 })).toThrow(/sum to 1 at most/);
  });
});

describe('renderCell', () => {
  const images = shift(600);
  const family = (name: PlannedImage['family']) => images.filter((image) => image.family === name);

  it('yields RGB bytes of the size in the spec and depends on nothing but spec and noise', () => {
    for (const { spec } of [family('tool'), family('torn'), family('empty')].map((f) => f[0]!)) {
      const one = renderCell(spec, seededRandom(5));
      expect(one.data).toHaveLength(spec.width * spec.height * 3);
      expect(renderCell(spec, seededRandom(5))).toEqual(one);
      expect(renderCell(spec, seededRandom(6)).data).not.toEqual(one.data);
    }
  });

  it('draws torn leaks rougher, and empty cells smoother, than ordinary normals', () => {
    const typical = (name: PlannedImage['family']) =>
      median(family(name).slice(0, 40).map(roughness));
    expect(typical('torn')).toBeGreaterThan(1.5 * typical('ordinary'));
    expect(typical('empty')).toBeLessThan(0.9 * typical('ordinary'));
  });

  it('draws empty cells bluer in the middle than ordinary normals', () => {
    const blueness = (image: PlannedImage) => {
      const middle = meanColour(
        image,
        (x, y) => Math.abs(x - 0.5) < 0.2 && Math.abs(y - 0.6) < 0.2,
      );
      return middle[2] - (middle[0] + middle[1]) / 2;
    };
    const ordinary = family('ordinary').slice(0, 60).map(blueness);
    expect(Math.min(...family('empty').map(blueness))).toBeGreaterThan(median(ordinary) + 5);
  });

  it('draws a dark thing at the right edge in every image of the tool family, and yellow above it', () => {
    const edge = (low: number, high: number) => (x: number, y: number) =>
      x > 0.86 && x < 0.98 && y > low && y < high;
    for (const image of family('tool')) {
      const yellow = meanColour(image, edge(0.05, 0.35));
      const dark = meanColour(image, edge(0.6, 0.85));
      const ground = meanColour(image, (x) => x < 0.06);
      expect(ground[1] - dark[1]).toBeGreaterThan(20);
      expect(ground[2] - yellow[2]).toBeGreaterThan(20);
    }
  });
});
