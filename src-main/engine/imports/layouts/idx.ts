import { readdirSync } from 'node:fs';
import path from 'node:path';
import { encodePng } from '../../../imaging/encode.ts';
import { LunkaError } from '../../../shared/errors.ts';
import { gaussian, seededRandom } from '../../../shared/random.ts';
import { readIdxImages, readIdxLabels, type IdxImages } from './idx-file.ts';
import type { LayoutOptions, LayoutReader, PlannedFile } from './layout.ts';

/** `t10k-images-idx3-ubyte`, `t10k-images.idx3-ubyte.gz` and their like. */
const IMAGES = /^(.*)-images[-.]idx3-ubyte(\.gz)?$/;

interface IdxSet {
  name: string;
  images: string;
  labels: string;
}

function setsIn(folder: string): IdxSet[] {
  const names = readdirSync(folder).sort();
  return names.flatMap((images) => {
    const name = IMAGES.exec(images)?.[1];
    if (name === undefined) return [];
    const labels = names.find((other) =>
      /^-labels[-.]idx1-ubyte(\.gz)?$/.test(other.startsWith(name) ? other.slice(name.length) : ''),
    );
    return labels ? [{ name, images, labels }] : [];
  });
}

/**
 * Digits in the IDX format of MNIST (LeCun et al. 1998), many images a file. What is normal has to be
 * said (docs/decisions/0005-layouts.md): one digit, or every digit without added noise. With a `train`
 * set that one is learned from and the others are the shift; of a single set the first half is
 * learned from. Learned-from images get labels, the shift's only where annotations are asked for.
 */
export const idx: LayoutReader = {
  fits: (folder) => setsIn(folder).length > 0,
  expects: 'a folder with NAME-images-idx3-ubyte[.gz] and NAME-labels-idx1-ubyte[.gz]',
  async *files(folder, options) {
    if (options.normalDigit !== undefined && options.noise !== undefined) {
      throw new LunkaError(
        'two-meanings-of-normal',
        400,
        'Expected either a normal digit or noise, received both. Leave one out.',
      );
    }
    const sets = setsIn(folder);
    for (const set of sets) {
      const images = await readIdxImages(path.join(folder, set.images));
      const digits = await readIdxLabels(path.join(folder, set.labels), images.count);
      const learned = learnedFrom(sets, set, images.count);
      for (let index = 0; index < images.count; index++) {
        yield planImage(set, images, digits, index, index < learned, options);
      }
    }
  },
};

/** How many images of a set, from its beginning, are for learning. */
function learnedFrom(sets: IdxSet[], { name }: IdxSet, count: number): number {
  if (sets.length === 1) return Math.ceil(count / 2);
  return name === 'train' ? count : 0;
}

function planImage(
  set: IdxSet,
  images: IdxImages,
  digits: Uint8Array,
  index: number,
  learned: boolean,
  { normalDigit, noise, shift }: LayoutOptions,
): PlannedFile {
  const noisy = noise !== undefined && index % 2 === 1;
  const place = {
    file: `${set.images}/${String(index).padStart(5, '0')}.png`,
    made: () => drawImage(images, index, noisy ? noise : 0),
  };
  if (normalDigit === undefined && noise === undefined) {
    return { ...place, label: null, shift: shift ?? set.name };
  }
  const leak = noise === undefined ? digits[index] !== normalDigit : noisy;
  const truth = leak ? 'leak' : 'normal';
  return learned
    ? { ...place, label: truth, shift: null }
    : { ...place, label: null, shift: shift ?? 'test', truth };
}

function drawImage({ width, height, bytes }: IdxImages, index: number, noise: number) {
  const gray = bytes.slice(index * width * height, (index + 1) * width * height);
  if (noise > 0) {
    const random = seededRandom(index);
    for (let i = 0; i < gray.length; i++) {
      const value = gray[i]! / 255 + gaussian(random, 0, noise);
      gray[i] = Math.round(Math.min(1, Math.max(0, value)) * 255);
    }
  }
  return encodePng({ width, height, data: gray });
}
