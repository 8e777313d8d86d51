import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type {
  PackedScores,
  ProofBasis,
  ScoreSet,
  SetScores,
  ShiftScores,
} from '../../src-main/shared/api/calibration.ts';
import type { Demands } from '../../src-main/shared/proof.ts';
import type { SortedClasses } from '../../src-main/shared/sweep.ts';
import type { Http } from './http.ts';

export interface CalibrateRequest {
  strategy: string;
  value?: Record<string, number>;
  shift?: number;
  author?: string;
  note?: string;
  /** The detector whose scores the cut was chosen from. */
  from: number;
}

/** Scores by class, thresholds and what is demanded of them. */
export const calibrationOf = ({ get, post }: Http) => ({
  scores: async (
    set: ScoreSet,
    signal?: AbortSignal,
  ): Promise<{ detector: number; classes: SortedClasses }> => {
    const { detector, normals, leaks } = await get<SetScores>(
      '/api/calibration/scores',
      { set },
      signal,
    );
    return { detector, classes: { normals: unpack(normals), leaks: unpack(leaks) } };
  },
  /** Of the newest shift where none is named. */
  shift: async (shift: number | null, signal?: AbortSignal) => {
    const answer = await get<ShiftScores>('/api/calibration/shift', { shift }, signal);
    return { ...answer, scores: unpack(answer.scores) };
  },
  apply: (request: CalibrateRequest) => post<DetectorInfo>('/api/calibration', request),
  proof: () => get<ProofBasis>('/api/proof'),
  demand: (demands: Partial<Demands>) => post<ProofBasis>('/api/demands', demands),
});

/** 64-bit floats, little-endian as every machine that runs this is, from base64. */
export function unpack(packed: PackedScores): Float64Array {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Float64Array(bytes.buffer);
}
