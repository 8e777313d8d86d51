import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(200).max(20_000),
  height: z.int().min(200).max(20_000),
  maximized: z.boolean(),
});

/** In pixels as the system counts them (DIP); the size is the one when not maximized. */
export type WindowState = z.infer<typeof schema>;

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How much of a title bar must be on a screen for a person to be able to grab it. */
const GRIP = 80;

/**
 * Where the window was last time; null where nothing is known, or where it would now be out of
 * reach, as a second screen was taken away.
 *
 * @param screens the work areas of all screens
 */
export function readWindowState(file: string, screens: Area[]): WindowState | null {
  let state: WindowState;
  try {
    state = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
  const reachable = screens.some(
    ({ x, y, width, height }) =>
      state.x + state.width >= x + GRIP &&
      state.x <= x + width - GRIP &&
      state.y >= y &&
      state.y <= y + height - GRIP,
  );
  return reachable ? state : null;
}

/** A convenience: where it cannot be written, the window opens at its usual place next time. */
export function writeWindowState(
  file: string,
  state: WindowState,
  log: (line: string) => void,
): void {
  try {
    writeFileSync(file, JSON.stringify(state));
  } catch (error) {
    log(`the window's place could not be remembered: ${(error as Error).message}`);
  }
}
