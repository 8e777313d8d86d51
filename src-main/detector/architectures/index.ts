import { LunkaError } from '../../shared/errors.ts';
import { seededRandom } from '../../shared/random.ts';
import type { Architecture } from '../../shared/recipe.ts';
import { suggest } from '../../shared/suggest.ts';
import type { InputShape } from '../preprocess/shape.ts';
import type { ArchitectureDefinition, Autoencoder } from './autoencoder.ts';
import { conv } from './conv/index.ts';
import { dense } from './dense/index.ts';
import { sizesDoNotFit } from './options.ts';
import { patch } from './patch/index.ts';
import { smallConv } from './small-conv/index.ts';
import { variational } from './variational/index.ts';

/** Every architecture there is; a new one is a folder and a line here. */
const DEFINITIONS: readonly ArchitectureDefinition[] = [dense, conv, variational, patch, smallConv];

/** The names a recipe may ask for. */
const architectureNames: readonly string[] = DEFINITIONS.map(({ name }) => name);

/**
 * Builds the net of a recipe with fresh weights.
 *
 * @throws LunkaError `architecture-unknown`, `sizes-do-not-fit`
 */
export function buildAutoencoder(
  { name, options }: Architecture,
  input: InputShape,
  seed: number,
): Autoencoder {
  const definition = DEFINITIONS.find((candidate) => candidate.name === name);
  if (!definition) {
    throw new LunkaError(
      'architecture-unknown',
      422,
      `Expected an architecture of ${architectureNames.join(', ')}, received "${name}".` +
        suggest(name, architectureNames),
    );
  }
  for (const key of Object.keys(options)) {
    if (definition.options.includes(key)) continue;
    const hint = suggest(key, definition.options);
    sizesDoNotFit(
      `the options ${definition.options.join(', ')} of "${name}"`,
      `"${key}"${hint && `;${hint.slice(0, -1).toLowerCase()}`}`,
    );
  }
  return definition.build(options, input, seededRandom(seed));
}
