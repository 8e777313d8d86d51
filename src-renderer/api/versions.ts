import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { GateReport } from '../../src-main/shared/api/gate.ts';
import type { GoldenGrowth, GoldenRates, GoldenSet } from '../../src-main/shared/api/golden.ts';
import type {
  Activation,
  DetectorFile,
  Pruning,
  VersionStorage,
} from '../../src-main/shared/api/versions.ts';
import type { Http } from './http.ts';

/** What may be said when a detector is activated by hand. */
export interface ActivationWords {
  note?: string;
  despiteGate?: boolean;
}

/** Versions of detectors, the gate before them and the set that judges them. */
export const versionsOf = ({ get, post }: Http) => ({
  activate: (id: number, words: ActivationWords = {}) =>
    post<DetectorInfo>(`/api/detectors/${id}/activate`, words),
  activations: () => get<Activation[]>('/api/activations'),
  gate: (id: number) => get<GateReport>(`/api/detectors/${id}/gate`),
  storage: () => get<VersionStorage[]>('/api/versions/storage'),
  export: (id: number) => post<DetectorFile>(`/api/versions/${id}/export`),
  import: (path: string) => post<Job>('/api/versions/import', { path }),
  prune: (keep: number, dryRun: boolean) => post<Pruning>('/api/versions/prune', { keep, dryRun }),
  golden: () => get<GoldenSet>('/api/golden'),
  goldenRates: () => get<GoldenRates[]>('/api/golden/rates'),
  growGolden: (shift: number, wish: { note?: string; dryRun?: boolean }) =>
    post<GoldenGrowth>('/api/golden', { shift, ...wish }),
});
