import type { GateResult } from '../../src-main/shared/api/gate.ts';
import { i18n, t } from '../i18n/i18n.svelte.ts';

/** What the gate found, in the reader's language. */
export function gateWords({ before, passed, part }: GateResult): string {
  if (!before) return t('gate.first');
  if (passed && part === 'golden') return t('gate.passed-golden');
  return t(passed ? 'gate.passed' : 'gate.refused');
}

/** The numbers behind a refusal; null where `gateWords` says it all. */
export function gateNumbers({ passed, finding, reason }: GateResult): string | null {
  if (passed) return null;
  // Earlier versions kept the English sentence alone.
  if (!finding) return reason;
  const { code, worse, better } = finding;
  if (code === 'nothing-to-compare' || code === 'one-class' || code === 'guesses') {
    return t(`gate.${code}`);
  }
  if (code !== 'leaks-lost' && code !== 'normals-lost') return null;
  return t(`gate.${code}`, { worse: i18n.number(worse), better: i18n.number(better) });
}
