import { LunkaError } from '../../shared/errors.ts';
import type { Architecture } from '../../shared/recipe.ts';
import type { InputShape } from '../preprocess/shape.ts';
import type { ArchitectureDefinition, Autoencoder } from './autoencoder.ts';
import { smallConv } from './small-conv/index.ts';

/** Every architecture there is; a new one is a folder and a line here. */
const DEFINITIONS: readonly ArchitectureDefinition[] = [smallConv];

/** The names a recipe may ask for. */
export const architectureNames: readonly string[] = DEFINITIONS.map(({ name }) => name);

/**
 * Builds the net of a recipe with fresh weights.
 *
 * @throws LunkaError `architecture-unknown`, `sizes-do-not-fit`
 */
export function buildAutoencoder(
  { name, sizes }: Architecture,
  input: InputShape,
  seed: number,
): Autoencoder {
  const definition = DEFINITIONS.find((candidate) => candidate.name === name);
  if (!definition) {
    throw new LunkaError(
      'architecture-unknown',
      422,
      `Expected an architecture of ${architectureNames.join(', ')}, received "${name}".`,
    );
  }
  return definition.build(sizes, input, seed);
}
