import type { GateResult } from '../../src-main/shared/api.ts';
import { t } from '../i18n/i18n.svelte.ts';

/** What the gate found, in the reader's language; the engine's own sentence has the numbers. */
export function gateWords(gate: GateResult): string {
  if (!gate.before) return t('gate.first');
  return t(gate.passed ? 'gate.passed' : 'gate.refused');
}
