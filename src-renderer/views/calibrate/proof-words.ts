import type { RateProof, SampleSize } from '../../../src-main/shared/proof.ts';
import { i18n, t } from '../../i18n/i18n.svelte.ts';

/** "32 leaks without a miss, or 51 with one, are needed to prove 0.91; you have 18." */
export function missingWords(
  { needed, demanded, hits, images }: RateProof,
  of: 'leaks' | 'normals',
): string {
  const [now, more] = needed;
  return t(`missing.${of}`, {
    first: i18n.number(now.images),
    errors: errorWords(now, of),
    then: i18n.number(more.images),
    more: errorWords(more, of),
    rate: i18n.score(demanded),
    have: i18n.number(images),
    wrong: errorWords({ errors: images - hits, images }, of),
  });
}

function errorWords({ errors }: SampleSize, of: 'leaks' | 'normals'): string {
  return errors === 0 ? t(`missing.${of}-none`) : t(`missing.${of}-errors`, { n: errors });
}
