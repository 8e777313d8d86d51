import type { WallColumns, WallSheets } from '../../src-main/shared/api/wall.ts';
import type { Http, ShiftId } from './http.ts';

/** What the wall asks of the engine. */
export const wallOf = (http: Http) => ({
  /** All images of a shift, page after page. */
  async images(shift: ShiftId, signal?: AbortSignal): Promise<WallColumns> {
    const all = await http.get<WallColumns>('/api/wall', { shift }, signal);
    while (all.next !== null) {
      const page: WallColumns = await http.get('/api/wall', { shift, after: all.next }, signal);
      all.ids = all.ids.concat(page.ids);
      all.widths = all.widths.concat(page.widths);
      all.heights = all.heights.concat(page.heights);
      all.scores = all.scores.concat(page.scores);
      all.verdicts = all.verdicts.concat(page.verdicts);
      all.labels = all.labels.concat(page.labels);
      all.groups = all.groups.concat(page.groups);
      all.cells = all.cells.concat(page.cells);
      all.times = all.times.concat(page.times);
      all.next = page.next;
    }
    return all;
  },
  /** The sheets that are there; the rest is begun, and what is missing looked for once more. */
  begin: (shift: ShiftId) =>
    http.post<WallSheets>('/api/wall/sheets', shift === null ? {} : { shift }),
  sheets: (shift: ShiftId, signal?: AbortSignal) =>
    http.get<WallSheets>('/api/wall/sheets', { shift }, signal),
  /** Images of the shift that have a file of such a name. */
  search: (shift: ShiftId, text: string, signal?: AbortSignal) =>
    http.get<{ images: number[] }>('/api/wall/search', { shift, text }, signal),
  sheetUrl: (file: string) => `/api/wall/sheets/${file}`,
});
