import * as tf from '@tensorflow/tfjs';
import type { ColourSpace } from '../../shared/recipe.ts';

/** What the net gets to see of a pixel, and the way back for a person's eye. */
interface Space {
  channels: number;
  /** [n, h, w, 3] float32 in [0, 1] and [n, 1, 1, 1] levels -> [n, h, w, channels] float32 */
  from(rgb: tf.Tensor4D, levels: tf.Tensor4D): tf.Tensor4D;
  /** [n, h, w, channels] -> [n, h, w, 3], in [0, 1] where the values are such as `from` makes them */
  view(images: tf.Tensor4D): tf.Tensor4D;
}

const asIs = (images: tf.Tensor4D): tf.Tensor4D => images.clone();
const asGray = (images: tf.Tensor4D): tf.Tensor4D => tf.tile(images, [1, 1, 1, 3]);

/** How much more a step of tint counts than the same step of brightness in `relative`. */
const TINT_WEIGHT = 1.5;

const SPACES: Record<ColourSpace, Space> = {
  /** Everything; [0, 1]. */
  rgb: { channels: 3, from: asIs, view: asIs },

  /** 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); [0, 1]. */
  gray: { channels: 1, from: gray, view: asGray },

  /** R alone, where hot metal is brightest; [0, 1]. */
  red: { channels: 1, from: (rgb) => rgb.slice([0, 0, 0, 0], [-1, -1, -1, 1]), view: asGray },

  /**
   * Opponent colour: R, G and B less their own mean, plus 0.5. It drops brightness, which changes
   * with lamp and shift, and keeps tint; grays are 0.5 exactly; [-1/6, 7/6].
   */
  chroma: {
    channels: 3,
    from: (rgb) => tf.tidy(() => rgb.sub(rgb.mean(3, true)).add<tf.Tensor4D>(0.5)),
    view: asIs,
  },

  /**
   * Opponent colour and brightness, both divided by the image's level, so that the lamp's strength
   * cancels: 1.5 (R, G, B - g) / m and g / m - 1, with g the mean of a pixel's R, G and B and m the
   * mean of g over the whole photograph, which is steadier than over the crop: an object in the
   * middle changes it less. Centred on 0; its range depends on the image. Viewed at a mean of 0.5.
   */
  relative: {
    channels: 4,
    from: (rgb, levels) =>
      tf.tidy(() => {
        const brightness = rgb.mean<tf.Tensor4D>(3, true);
        const level = levels.maximum(1 / 255);
        const tint = rgb.sub(brightness).div(level).mul<tf.Tensor4D>(TINT_WEIGHT);
        return tf.concat([tint, brightness.div(level).sub<tf.Tensor4D>(1)], 3);
      }),
    view: (images) =>
      tf.tidy(() => {
        const [tint, brightness] = tf.split(images, [3, 1], 3) as [tf.Tensor4D, tf.Tensor4D];
        return tint.div(TINT_WEIGHT).add(brightness).add(1).mul<tf.Tensor4D>(0.5);
      }),
  },

  /** Length of the Sobel gradient of gray, divided by its largest possible value; [0, 1]. */
  sobel: { channels: 1, from: sobel, view: asGray },
};

/** Number of channels of a colour space; undefined where there is no such space. */
export function channelsOf(colour: string): number | undefined {
  return Object.hasOwn(SPACES, colour) ? SPACES[colour as ColourSpace].channels : undefined;
}

/**
 * @param rgb [n, h, w, 3] float32 in [0, 1]
 * @param levels [n, 1, 1, 1] float32 in [0, 1]: mean brightness of each image before the crop
 * @returns [n, h, w, channelsOf(colour)] float32
 */
export function toColourSpace(
  rgb: tf.Tensor4D,
  colour: ColourSpace,
  levels: tf.Tensor4D,
): tf.Tensor4D {
  return SPACES[colour].from(rgb, levels);
}

/**
 * The way back, as far as there is one; linear but for a constant, and not clipped.
 *
 * @param images [n, h, w, channelsOf(colour)]
 * @returns [n, h, w, 3] float32, about [0, 1]
 */
export function fromColourSpace(images: tf.Tensor4D, colour: ColourSpace): tf.Tensor4D {
  return SPACES[colour].view(images);
}

/** The value that a colour space shows as middle gray. */
export function middleOf(colour: ColourSpace): number {
  return colour === 'relative' ? 0 : 0.5;
}

function gray(rgb: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => rgb.mul(tf.tensor1d([0.299, 0.587, 0.114])).sum(3, true));
}

/** Largest gradient that pixels in [0, 1] allow: 4 along each axis. */
const STEEPEST = 4 * Math.SQRT2;

function sobel(rgb: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const across = tf.tensor4d([-1, 0, 1, -2, 0, 2, -1, 0, 1], [3, 3, 1, 1]);
    const down = tf.tensor4d([-1, -2, -1, 0, 0, 0, 1, 2, 1], [3, 3, 1, 1]);
    const padded = tf.mirrorPad(gray(rgb), [[0, 0], [1, 1], [1, 1], [0, 0]], 'symmetric'); // prettier-ignore
    const x = tf.conv2d(padded, across, 1, 'valid');
    const y = tf.conv2d(padded, down, 1, 'valid');
    return x.square().add(y.square()).sqrt().div<tf.Tensor4D>(STEEPEST);
  });
}
