import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDetector } from '../../src-main/detector/detector.ts';
import { collectFeatures } from '../../src-main/detector/features/collect.ts';
import { nearestRows } from '../../src-main/detector/features/nearest-rows.ts';
import { openNeighbourhood } from '../../src-main/detector/features/neighbourhood.ts';
import { scaleInPlace } from '../../src-main/detector/features/space.ts';
import { createDecode } from '../../src-main/detector/preprocess/decode.ts';
import type { Decode } from '../../src-main/detector/preprocess/decode.ts';
import { loadDetector } from '../../src-main/detector/store.ts';
import { train } from '../../src-main/detector/train.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import { recipe, temporaryFolder, writeCells } from './cells.ts';

let decode: Decode;
beforeAll(async () => {
  const loaded = await loadTensorFlow();
  decode = createDecode(loaded.tf.node);
});

describe('exact search', () => {
  const random = seededRandom(3);
  const rows = new Map(
    Array.from({ length: 300 }, (_, id) => [
      id,
      // A coarse grid, so that many are equally far.
      Float32Array.from({ length: 4 }, () => Math.floor(3 * random())),
    ]),
  );
  const scale = Float32Array.of(1, 0.5, 2, 0);

  it('agrees with sorting everything, ties by id, whatever the order of asking', () => {
    const ids = [...rows.keys()].filter((id) => id !== 7);
    const away = (id: number): number =>
      Math.hypot(...[0, 1, 2, 3].map((j) => (rows.get(id)![j]! - rows.get(7)![j]!) * scale[j]!));
    const sorted = ids.toSorted((a, b) => away(a) - away(b) || a - b);
    for (const limit of [1, 5, 299, 1000]) {
      const found = nearestRows(rows, 7, ids.toReversed(), scale, limit);
      expect(found.map(({ id }) => id)).toEqual(sorted.slice(0, limit));
      for (const { id, distance } of found) expect(distance).toBeCloseTo(away(id), 6);
    }
  });

  it('passes over what has no row, and finds nothing among nothing', () => {
    expect(nearestRows(rows, 0, [900, 901], scale, 5)).toEqual([]);
    expect(nearestRows(rows, 0, [1, 2], scale, 0)).toEqual([]);
  });
});

describe('the neighbourhood of a detector', { timeout: 60_000 }, () => {
  it('is that of the scaled features, serves a detector without a head and leaks no tensor', async () => {
    const root = await temporaryFolder();
    const cells = await writeCells(root, 30, 4);
    const folder = join(root, 'detector');
    await mkdir(folder);
    const request = { type: 'train', id: 1, recipe, seed: 1, images: cells, folder } as const;
    await train({ ...request, images: [...cells] }, 'native', decode, async () => {});
    const detector = await loadDetector(folder);
    const { features, scaling } = detector.judge!;
    const collected = await collectFeatures(detector, features, cells, decode);
    const { columns, values } = scaleInPlace(collected.features, scaling);
    const away = (a: number, b: number): number => {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += (values[a * columns + j]! - values[b * columns + j]!) ** 2; // prettier-ignore
      return Math.sqrt(sum);
    };
    const gone = { id: 77, path: join(root, 'gone.jpg') };
    const torn = { id: 78, path: join(root, 'torn.jpg') };
    await writeFile(torn.path, 'no image');
    const before = tf.memory().numTensors;

    const around = await openNeighbourhood(detector, folder, join(root, 'cache'));
    const ids = cells.map(({ id }) => id);
    expect(around.nearest(32, ids, 3)).toMatchObject({ nearest: [], missing: [32, ...ids.filter((id) => id !== 32)] }); // prettier-ignore
    const placed = await around.place(detector, [...cells, gone, torn], decode, true);
    expect(placed).toMatchObject({ placed: 34, unreadable: [{ id: 77 }, { id: 78 }] });
    const answer = around.nearest(32, [...ids, 77, 78], 5);
    expect(answer).toMatchObject({
      missing: [],
      unreadable: 2,
      space: ['colour', 'residual', 'latent'],
    });
    const sorted = ids.filter((id) => id !== 32).sort((a, b) => away(32, a) - away(32, b));
    expect(answer.nearest.map(({ id }) => id)).toEqual(sorted.slice(0, 5));
    for (const { id, distance } of answer.nearest) expect(distance).toBeCloseTo(away(32, id), 4);
    expect(() => around.nearest(77, ids, 1)).toThrow(/gone\.jpg/);

    // What was computed serves the next process, without the files.
    await Promise.all(cells.map(({ path }) => rm(path)));
    const again = await openNeighbourhood(detector, folder, join(root, 'cache'));
    expect(await again.place(detector, cells, decode, false)).toEqual({ placed: 34, unreadable: [] }); // prettier-ignore
    expect(again.nearest(32, ids, 5)).toEqual({ ...answer, unreadable: 0 });
    expect(tf.memory().numTensors).toBe(before);
    detector.dispose();
  });

  it('is refused for a net that was never measured on its normals', async () => {
    const detector = createDetector(recipe, 1);
    await expect(
      openNeighbourhood(detector, 'here', await temporaryFolder()),
    ).rejects.toMatchObject({ code: 'detector-not-trained' });
    detector.dispose();
  });
});
