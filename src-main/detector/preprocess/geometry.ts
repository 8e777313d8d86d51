import * as tf from '@tensorflow/tfjs';
import type { Place } from '../../shared/place.ts';
import type { Preprocess } from '../../shared/recipe.ts';
import { cutOut, findFrame } from './pose.ts';

/** What is kept of a photograph, how it is turned, and how large it becomes. */
export type Geometry = Pick<Preprocess, 'width' | 'height' | 'cropPercent' | 'pose'>;

/** What is seen of a photograph, and which part of it that is. */
export interface Seen {
  /** [height, width, c] float32 on the photograph's range. */
  picture: tf.Tensor3D;
  place: Place;
}

/** `lookAt` for whom the picture is enough. */
export function cropAndResize(image: tf.Tensor3D, to: Geometry): tf.Tensor3D {
  return lookAt(image, to).picture;
}

/**
 * Cuts out the middle, or with the pose `axis` the object in it, and brings it to the net's size.
 *
 * Bilinear sampling reads four pixels only, so an image more than twice too large is first averaged
 * over whole blocks; without that, thin glitter would appear or vanish with the sampling grid.
 *
 * @param image [h, w, c], any dtype, any range (0..255 for a pose); disposed by the caller
 */
export function lookAt(image: tf.Tensor3D, to: Geometry): Seen {
  const [fullHeight, fullWidth] = image.shape;
  const height = keptLength(fullHeight, to.cropPercent);
  const width = keptLength(fullWidth, to.cropPercent);
  const top = Math.floor((fullHeight - height) / 2);
  const left = Math.floor((fullWidth - width) / 2);
  const middle = tf.tidy(() => image.slice([top, left, 0], [height, width, -1]).toFloat());
  const frame = to.pose === 'axis' ? findFrame(middle, to) : undefined;
  const picture = frame ? cutOut(middle, frame, to) : resize(middle, to);
  middle.dispose();
  const [x, y] = frame ? [frame.x, frame.y] : [width / 2, height / 2];
  const scale = frame?.scale;
  return {
    picture,
    place: {
      x: (left + x) / fullWidth,
      y: (top + y) / fullHeight,
      width: (scale === undefined ? width : scale * to.width) / fullWidth,
      height: (scale === undefined ? height : scale * to.height) / fullHeight,
      angle: frame?.angle ?? 0,
    },
  };
}

function resize(image: tf.Tensor3D, to: Geometry): tf.Tensor3D {
  return tf.tidy(() => {
    const [height, width] = image.shape;
    const block = Math.floor(Math.min(height / to.height, width / to.width));
    const small = block >= 2 ? tf.avgPool(image, block, block, 'valid') : image;
    return tf.image.resizeBilinear(small, [to.height, to.width], false, true);
  });
}

/** Pixels kept of a side of `length` pixels; at least one. */
export function keptLength(length: number, percent: number): number {
  return Math.max(1, Math.round((length * percent) / 100));
}
