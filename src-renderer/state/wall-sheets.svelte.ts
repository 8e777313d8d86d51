import type { Sheet } from '../../src-main/shared/api/wall.ts';
import type * as api from '../api.ts';

const POLL_MS = 400;

/** The sheets of small pictures that a wall is drawn from; the engine makes those that are missing. */
export class WallSheets {
  list = $state.raw<Sheet[]>([]);
  /** Sheets that the engine is still making. */
  left = $state(0);

  clear(): void {
    this.list = [];
    this.left = 0;
  }

  /** Has a shift's sheets made, and takes them as they come, to the last. */
  async follow(engine: api.Engine, shift: api.ShiftId, signal: AbortSignal): Promise<void> {
    let answer = await engine.wall.begin(shift);
    while (!signal.aborted) {
      this.list = answer.sheets;
      this.left = answer.left;
      if (answer.left === 0) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (signal.aborted) return;
      answer = await engine.wall.sheets(shift, signal);
    }
  }
}
