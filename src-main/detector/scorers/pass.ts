import type * as tf from '@tensorflow/tfjs';

/** A batch of images on its way through a detector: what scorers and features are made of. */
export interface Pass {
  /** [n, height, width, channels] float32, as the net sees them. */
  input: tf.Tensor4D;
  /** [n, codeSize] float32: the latent. */
  code: tf.Tensor2D;
  /** The same shape and scale as the input: the reconstruction. */
  output: tf.Tensor4D;
  /**
   * [n, height, width, 3] float32, 0..255: the whole photographs, small; only for what looks at
   * colour.
   */
  canvas?: tf.Tensor4D | undefined;
}
