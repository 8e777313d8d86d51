import type { Sheet, WallColumns } from '../../src-main/shared/api/wall.ts';
import { fitted, sheetOf, slotOf } from '../../src-main/shared/sheets.ts';
import type { Run } from './gl/renderer.ts';

/** A wall without images. */
export const NO_IMAGES: WallColumns = {
  total: 0,
  ids: [],
  widths: [],
  heights: [],
  scores: [],
  verdicts: [],
  labels: [],
  groups: [],
  cells: [],
  times: [],
  thresholds: null,
  next: null,
};

/** Four bytes an image for the graphics card: its slot and the size of its small picture. */
export function slotsOf({ ids, widths, heights }: WallColumns): Uint8Array {
  const slots = new Uint8Array(ids.length * 4);
  ids.forEach((id, image) => {
    const { width, height } = fitted({ width: widths[image]!, height: heights[image]! });
    slots.set([slotOf(id), width, height, 0], image * 4);
  });
  return slots;
}

/** Images by the sheets they stand on. Ids count up, so those of one sheet follow each other. */
export function runsOf(ids: readonly number[]): Run[] {
  const runs: Run[] = [];
  ids.forEach((id, image) => {
    const last = runs.at(-1);
    if (last?.sheet === sheetOf(id)) last.count += 1;
    else runs.push({ sheet: sheetOf(id), from: image, count: 1 });
  });
  return runs;
}

/** Height of a cell by its width: the images' mean shape. */
export function shapeOf({ widths, heights }: WallColumns): number {
  let [width, height] = [0, 0];
  widths.forEach((_, image) => {
    const small = fitted({ width: widths[image]!, height: heights[image]! });
    width += small.width;
    height += small.height;
  });
  return width > 0 ? Math.min(4, Math.max(0.25, height / width)) : 1;
}

/** A byte an image, 1 where its file was gone when its sheet was made. */
export function missingOf(ids: readonly number[], sheets: readonly Sheet[]): Uint8Array {
  const slots = new Map(sheets.map(({ sheet, missing }) => [sheet, new Set(missing)]));
  return Uint8Array.from(ids, (id) => Number(slots.get(sheetOf(id))?.has(slotOf(id)) ?? false));
}
