import type { CellMap, DriftReport, Trend } from '../../src-main/shared/api/drift.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import { problemOf, type Engine, type ShiftId } from '../api.ts';

/** What the Shift view's trend and map show; read anew whenever what they rest on has changed. */
export class Drift {
  trend = $state.raw<Trend | null>(null);
  report = $state.raw<DriftReport | null>(null);
  map = $state.raw<CellMap | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** Another project has other shifts and cells. */
  close(): void {
    this.trend = null;
    this.report = null;
    this.map = null;
    this.problem = null;
  }

  /** @param shift the one held against the calibration; null for the newest, undefined where there is none */
  async readTrend(
    engine: Engine,
    cell: string | null,
    shift: ShiftId | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#read(signal, async () => {
      const [trend, report] = await Promise.all([
        engine.drift.trend(cell, signal),
        shift === undefined ? null : engine.drift.report(shift, signal),
      ]);
      return () => {
        this.trend = trend;
        this.report = report;
      };
    });
  }

  async readCells(engine: Engine, shift: ShiftId, signal: AbortSignal): Promise<void> {
    await this.#read(signal, async () => {
      const map = await engine.drift.cells(shift, signal);
      return () => (this.map = map);
    });
  }

  async #read(signal: AbortSignal, ask: () => Promise<() => void>): Promise<void> {
    try {
      const show = await ask();
      if (signal.aborted) return;
      show();
      this.problem = null;
    } catch (error) {
      if (!signal.aborted) this.problem = problemOf(error);
    }
  }
}
