import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createDecode } from '../../src-main/detector/preprocess/decode.ts';
import { train } from '../../src-main/detector/train.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { recipe, temporaryFolder, writeCells } from './cells.ts';

it(
  'trains without the native library, the slow way, and says so',
  { timeout: 60_000 },
  async () => {
    const root = await temporaryFolder();
    const { tf, backend } = await loadTensorFlow({ packageFolder: join(root, 'not-installed') });
    expect(backend).toBe('cpu');
    const folder = join(root, 'detector');
    await mkdir(folder);
    const images = await writeCells(root, 32, 4);
    const result = await train(
      { type: 'train', id: 1, recipe, seed: 1, images, folder },
      backend,
      createDecode(tf.node),
      async () => {},
    );
    const normals = result.heldOut.filter(({ id }) => id < 32).map(({ score }) => score);
    const leaks = result.heldOut.filter(({ id }) => id >= 32).map(({ score }) => score);
    expect(Math.min(...leaks)).toBeGreaterThan(Math.max(...normals));
    expect(result.backend).toBe('cpu');
  },
);
