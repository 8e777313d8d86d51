import * as tf from '@tensorflow/tfjs';
import type { Autoencoder } from './architectures/autoencoder.ts';

/** The best weights so far, kept beside the net. */
export class Snapshot {
  /** The epoch that they are of; 0 before the first. */
  epoch = 0;
  loss = Infinity;
  #copies: tf.Tensor[] = [];
  readonly #weights: Autoencoder['weights'];

  constructor({ weights }: Autoencoder) {
    this.#weights = weights;
  }

  get copies(): readonly tf.Tensor[] {
    return this.#copies;
  }

  /** Keeps the net's weights where the loss is lower than ever. */
  offer(epoch: number, loss: number): void {
    if (loss >= this.loss) return;
    this.dispose();
    this.#copies = this.#weights.map(({ variable }) => tf.clone(variable));
    this.loss = loss;
    this.epoch = epoch;
  }

  /** Takes over what another snapshot kept; `values` holds one array for each weight. */
  resume(epoch: number, loss: number, values: Float32Array[]): void {
    this.dispose();
    this.#copies = this.#weights.map(({ variable }, i) => tf.tensor(values[i]!, variable.shape));
    this.loss = loss;
    this.epoch = epoch;
  }

  /** Puts the best weights into the net. */
  restore(): void {
    this.#weights.forEach(({ variable }, i) => variable.assign(this.#copies[i]!));
  }

  dispose(): void {
    tf.dispose(this.#copies);
    this.#copies = [];
  }
}
