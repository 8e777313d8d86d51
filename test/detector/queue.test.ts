import { appendFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDetector } from '../../src-main/detector/detector.ts';
import { openCache } from '../../src-main/detector/features/cache.ts';
import { leaderGroups, nearestDistance } from '../../src-main/detector/features/neighbours.ts';
import type { Matrix } from '../../src-main/detector/matrix.ts';
import { createDecode } from '../../src-main/detector/preprocess/decode.ts';
import type { Decode } from '../../src-main/detector/preprocess/decode.ts';
import { orderByCoverage } from '../../src-main/detector/queue/coverage.ts';
import { makeQueue } from '../../src-main/detector/queue/index.ts';
import { worthOf } from '../../src-main/detector/queue/worth.ts';
import { loadDetector } from '../../src-main/detector/store.ts';
import { train } from '../../src-main/detector/train.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { gaussian, seededRandom } from '../../src-main/shared/random.ts';
import type { QueueImage } from '../../src-main/shared/worker/requests.ts';
import { recipe, temporaryFolder, writeCells } from './cells.ts';

let decode: Decode;
beforeAll(async () => {
  const loaded = await loadTensorFlow();
  decode = createDecode(loaded.tf.node);
});

function matrix(rows: number[][]): Matrix {
  const columns = rows[0]?.length ?? 0;
  return { rows: rows.length, columns, values: Float32Array.from(rows.flat()) };
}

describe('leader clustering', () => {
  it('puts copies and neighbours into one group, the one in the middle first', () => {
    const rows = matrix([[0], [0.9], [1.8], [9], [9]]);
    expect(leaderGroups(rows, 1)).toEqual([
      [1, 0, 2],
      [3, 4],
    ]);
  });

  it('leaves every row in just one group, and no member farther than the reach', () => {
    const random = seededRandom(1);
    const rows = matrix(Array.from({ length: 400 }, () => [3 * random(), 3 * random()]));
    const groups = leaderGroups(rows, 0.4);
    expect(groups.flat().sort((a, b) => a - b)).toEqual([...Array(400).keys()]);
    for (const [leader, ...members] of groups) {
      for (const member of members) {
        const off = [0, 1].map((j) => rows.values[leader! * 2 + j]! - rows.values[member * 2 + j]!);
        expect(Math.hypot(...off)).toBeLessThan(0.4001);
      }
    }
  });

  it('knows nothing of no rows', () => {
    expect(leaderGroups({ rows: 0, columns: 3, values: new Float32Array() }, 1)).toEqual([]);
  });

  it('measures how far it is to the nearest', () => {
    const near = nearestDistance(matrix([[0, 0], [6, 8]]), matrix([[3, 4], [100, 0]])); // prettier-ignore
    expect([...near]).toEqual([5, 5]);
  });
});

describe('the worth of an answer', () => {
  const usual = Array.from({ length: 200 }, () => ({ score: -9, flagged: false, novelty: 1 }));

  it('is highest for what is flagged, less below the cut, and a little for what is new', () => {
    const worth = worthOf(
      [
        ...usual,
        { score: 0.01, flagged: true, novelty: 1 },
        { score: 9, flagged: true, novelty: 1 },
        { score: -0.5, flagged: false, novelty: 1 },
        { score: -9, flagged: false, novelty: 8 },
        { score: -9, flagged: false, novelty: 8 },
        { score: -9, flagged: false, novelty: 8 },
      ],
      0,
      0.5,
    );
    expect(worth[0]!.worth).toBeLessThan(0.001);
    expect(worth.slice(200, 204)).toEqual([
      { worth: 1, reason: 'flagged' },
      { worth: 1, reason: 'flagged' },
      { worth: expect.closeTo(0.1 / Math.E, 5), reason: 'uncertain' },
      { worth: expect.closeTo(0.02, 5), reason: 'new' },
    ]);
  });

  it('is a number where all images are alike, and nothing where there is none', () => {
    const [alone] = worthOf([{ score: 3, flagged: true, novelty: 0 }], 0, 1);
    expect(alone).toEqual({ worth: 1, reason: 'flagged' });
    expect(worthOf([], 0, 1)).toEqual([]);
  });
});

describe('the order of the queue', () => {
  /** Greedy with every gain worked out at every step. */
  function plainOrder(rows: Matrix, groups: number[][], worth: Float64Array, reach: number) {
    const { columns, values } = rows;
    const cover = groups.map((group) =>
      Array.from({ length: rows.rows }, (_, i) => {
        if (group.includes(i)) return 1;
        let squared = 0;
        for (let j = 0; j < columns; j++) {
          squared += (values[group[0]! * columns + j]! - values[i * columns + j]!) ** 2;
        }
        return 0.9 * Math.exp(-squared / reach ** 2);
      }),
    );
    const covered = new Array<number>(rows.rows).fill(0);
    const left = new Set(groups.keys());
    const order: number[] = [];
    while (left.size > 0) {
      const gain = (g: number): number =>
        cover[g]!.reduce((sum, k, i) => sum + worth[i]! * Math.max(0, k - covered[i]!), 0);
      const best = [...left].reduce((a, b) => (gain(b) > gain(a) ? b : a));
      cover[best]!.forEach((k, i) => (covered[i] = Math.max(covered[i]!, k)));
      left.delete(best);
      order.push(best);
    }
    return order;
  }

  it('is that of the plain greedy choice', () => {
    const random = seededRandom(5);
    const rows = matrix(Array.from({ length: 120 }, () => [4 * random(), 4 * random()]));
    const groups = leaderGroups(rows, 0.5);
    const worth = Float64Array.from({ length: 120 }, random);
    expect(orderByCoverage(rows, groups, worth, 0.75)).toEqual(
      plainOrder(rows, groups, worth, 0.75),
    );
  });

  it('puts a big flagged family and a new kind with a low score before sure singletons', () => {
    const random = seededRandom(6);
    const around = (x: number, count: number, spread: number): number[][] =>
      Array.from({ length: count }, () => [x + spread * gaussian(random), spread * gaussian(random)]); // prettier-ignore
    const rows = matrix([...around(0, 40, 0.1), ...around(20, 12, 0.1), ...around(60, 30, 8)]);
    const waiting = Array.from({ length: 82 }, (_, i) => ({
      score: i < 40 ? 2 : -5,
      flagged: i < 40,
      novelty: i >= 40 && i < 52 ? 9 : 1,
    }));
    const worth = worthOf(waiting, 0, 0.5);
    const groups = leaderGroups(rows, 1);
    const order = orderByCoverage(rows, groups, Float64Array.from(worth, (w) => w.worth), 1.5); // prettier-ignore
    const [first, second] = order.map((g) => groups[g]!);
    expect(first).toHaveLength(40);
    expect(second).toHaveLength(12);
    expect(second!.map((row) => worth[row]!.reason)).toContain('new');
  });

  it('does not ask about a second family just like the first', () => {
    const rows = matrix([[0], [0], [0], [1.05], [1.05], [1.05], [30], [30]]); // prettier-ignore
    const groups = [[0, 1, 2], [3, 4, 5], [6, 7]]; // prettier-ignore
    const worth = new Float64Array(8).fill(0.6);
    expect(orderByCoverage(rows, groups, worth, 1.5)).toEqual([0, 2, 1]);
  });
});

describe('a cache of features', () => {
  const images = [1, 2, 3].map((id) => ({ id, path: `/cells/${id}.jpg` }));
  const features = matrix([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
  const write = async (folder: string, identity = 'a'.repeat(64)): Promise<string> => {
    const cache = await openCache(folder, identity, 2);
    cache.add(images, features);
    await cache.save();
    const [name] = (await readdir(folder)).filter((file) => file.includes(identity.slice(0, 16)));
    return join(folder, name!);
  };
  const found = async (folder: string, identity = 'a'.repeat(64), columns = 2) => {
    const cache = await openCache(folder, identity, columns);
    return images.map((image) => cache.find(image));
  };
  const nothing = [undefined, undefined, undefined];

  it('gives back what it was given, to whom asks for the same image of the same net', async () => {
    const folder = join(await temporaryFolder(), 'not', 'yet', 'there');
    await write(folder);
    expect((await found(folder))[1]).toEqual(Float32Array.of(3, 4));
    expect(await found(folder, 'b'.repeat(64))).toEqual(nothing);
    expect(await found(folder, 'a'.repeat(64), 3)).toEqual(nothing);
    expect(await found(folder, 'a'.repeat(16) + 'b'.repeat(48))).toEqual(nothing);
    const cache = await openCache(folder, 'a'.repeat(64), 2);
    expect(cache.find({ id: 1, path: '/elsewhere/1.jpg' })).toBeUndefined();
    expect(cache.find({ id: 7, path: '/cells/1.jpg' })).toBeUndefined();
  });

  it.each([
    ['cut short', (path: string) => truncate(path, 60)],
    ['empty', (path: string) => truncate(path, 0)],
    ['longer than it was', (path: string) => appendFile(path, 'more')],
    ['of something else', (path: string) => writeFile(path, 'not a cache of anything')],
    [
      'damaged in one bit',
      async (path: string) => {
        const bytes = await readFile(path);
        bytes[bytes.length - 1]! ^= 1;
        await writeFile(path, bytes);
      },
    ],
  ])('is as if it were not there where it is %s', async (_, harm) => {
    const folder = await temporaryFolder();
    await harm(await write(folder));
    expect(await found(folder)).toEqual(nothing);
    await write(folder);
    expect((await found(folder))[0]).toEqual(Float32Array.of(1, 2));
  });

  it('keeps no more than the files of three nets, and no leftovers', async () => {
    const folder = await temporaryFolder();
    for (const letter of 'abcde') await write(folder, letter.repeat(64));
    expect(await readdir(folder)).toHaveLength(3);
    expect((await found(folder, 'e'.repeat(64)))[0]).toEqual(Float32Array.of(1, 2));
  });

  it('costs nothing but time where it cannot be written', async () => {
    const folder = join(await temporaryFolder(), 'file');
    await writeFile(folder, 'in the way');
    const cache = await openCache(folder, 'a'.repeat(64), 2);
    cache.add(images, features);
    await cache.save();
    expect(cache.find(images[0]!)).toEqual(Float32Array.of(1, 2));
  });
});

describe('the queue of a detector', { timeout: 60_000 }, () => {
  it('groups copies, never mixes verdicts, and serves a detector without a head', async () => {
    const root = await temporaryFolder();
    const cells = await writeCells(root, 30, 4);
    const folder = join(root, 'detector');
    await mkdir(folder);
    const request = { type: 'train', id: 1, recipe, seed: 1, images: cells, folder } as const;
    await train({ ...request, images: [...cells] }, 'native', decode, async () => {});
    const detector = await loadDetector(folder);
    const images: QueueImage[] = [];
    // Three copies each of three cells; of the last, one is flagged and two are not.
    for (const [i, source] of [30, 0, 1].entries()) {
      for (let copy = 0; copy < 3; copy++) {
        const id = 100 + 3 * i + copy;
        const path = join(root, `copy-${id}.jpg`);
        await writeFile(path, await readFile(cells[source]!.path));
        images.push({ id, path, score: i === 0 ? 9 : 1, flagged: i === 0 || id === 108 });
      }
    }
    images.push({ id: 200, path: join(root, 'gone.jpg'), score: 1, flagged: false });
    const before = tf.memory().numTensors;
    const ask = () =>
      makeQueue(
        detector,
        { type: 'queue', id: 1, folder, images, threshold: 5, cache: join(root, 'cache') },
        decode,
        async () => {},
      );
    const queue = await ask();
    expect(tf.memory().numTensors).toBe(before);
    expect(queue.unreadable.map(({ id }) => id)).toEqual([200]);
    const groups = queue.groups.map((group) => group.images.toSorted((a, b) => a - b));
    expect(groups.flat().sort()).toEqual(images.slice(0, 9).map(({ id }) => id));
    expect(groups).toContainEqual([100, 101, 102]);
    expect(groups).toContainEqual([108]);
    expect(queue.groups.find((group) => group.images.includes(108))!.reason).toBe('flagged');
    expect(await ask()).toEqual(queue);
    detector.dispose();
  });

  it('is refused for a net that was never measured on its normals', async () => {
    const detector = createDetector(recipe, 1);
    const request = { type: 'queue', id: 1, folder: 'here', images: [], threshold: 0 } as const;
    await expect(
      makeQueue(detector, { ...request, images: [] }, decode, async () => {}),
    ).rejects.toMatchObject({ code: 'detector-not-trained' });
    detector.dispose();
  });
});
