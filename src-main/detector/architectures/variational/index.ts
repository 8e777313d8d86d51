import * as tf from '@tensorflow/tfjs';
import { gaussian } from '../../../shared/random.ts';
import type { Random } from '../../../shared/random.ts';
import { owning } from '../autoencoder.ts';
import type { ArchitectureDefinition } from '../autoencoder.ts';
import { addConvDecoder, CONV_OPTIONS, convEncoder, readConvOptions } from '../conv/halves.ts';
import { Stack } from '../layers.ts';
import { realNumber, wholeNumber } from '../options.ts';

/** See README.md beside this file. */
export const variational: ArchitectureDefinition = {
  name: 'variational',
  options: [...CONV_OPTIONS, 'latent', 'klWeight'],
  build(options, input, random) {
    const settings = readConvOptions(options, input);
    const latent = wholeNumber(options, 'latent', 1, 1024);
    const klWeight = realNumber(options, 'klWeight', 0, 1000);
    const trunk = convEncoder(input, settings, random);
    const { shape: map, size } = trunk;
    const mean = new Stack(map, random).dense('mean', latent);
    const logVariance = new Stack(map, random).dense('log-variance', latent);
    const decoder = new Stack([latent], random).dense('widen', size, 'relu').reshape(map);
    addConvDecoder(decoder, input, settings);

    const encode = (images: tf.Tensor4D, training: boolean): tf.Tensor2D =>
      tf.tidy(() => mean.apply(trunk.apply(images, training), training));
    const decode = (code: tf.Tensor2D, training: boolean): tf.Tensor4D =>
      decoder.apply(code, training);
    return {
      ...owning(trunk, mean, logVariance, decoder),
      codeSize: latent,
      encode: (images) => encode(images, false),
      decode: (code) => decode(code, false),
      forward: (images, training) => tf.tidy(() => decode(encode(images, training), training)),
      trainingPass(images, draw) {
        const map = trunk.apply<tf.Tensor4D>(images, true);
        const centre = mean.apply<tf.Tensor2D>(map, true);
        const spread = logVariance.apply<tf.Tensor2D>(map, true);
        const noise = normalDraws(centre.shape, draw);
        const code = centre.add<tf.Tensor2D>(spread.mul(0.5).exp().mul(noise));
        const penalty = divergence(centre, spread).mul<tf.Scalar>(klWeight);
        return { output: decode(code, true), penalty };
      },
    };
  },
};

/**
 * Kullback-Leibler divergence of N(mean, exp(logVariance)) from N(0, 1), summed over the latent and
 * averaged over the batch: -1/2 sum (1 + log s^2 - m^2 - s^2) (Kingma and Welling, 2014, appendix B).
 *
 * @param mean [n, latent]
 * @param logVariance [n, latent]
 * @returns a scalar, 0 or more
 */
function divergence(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => {
    const terms = logVariance.add(1).sub(mean.square()).sub(logVariance.exp());
    return terms.sum().mul<tf.Scalar>(-0.5 / mean.shape[0]);
  });
}

function normalDraws(shape: [number, number], random: Random): tf.Tensor2D {
  const size = shape[0] * shape[1];
  return tf.tensor2d(
    Float32Array.from({ length: size }, () => gaussian(random)),
    shape,
  );
}
