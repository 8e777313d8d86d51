import type {
  CellMap,
  DriftRecalibration,
  DriftReport,
  Trend,
} from '../../src-main/shared/api/drift.ts';
import type { Http, ShiftId } from './http.ts';

/** What changed from shift to shift and from cell to cell. */
export const driftOf = ({ get, post }: Http) => ({
  /** Of the newest shift where none is named. */
  report: (shift: ShiftId, signal?: AbortSignal) =>
    get<DriftReport>('/api/drift', { shift }, signal),
  trend: (cell: string | null, signal?: AbortSignal) => get<Trend>('/api/trend', { cell }, signal),
  cells: (shift: ShiftId, signal?: AbortSignal) => get<CellMap>('/api/cells', { shift }, signal),
  recalibrate: () => post<DriftRecalibration>('/api/drift/recalibrate'),
});
