import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { z } from 'zod';
import { thumbnail } from '../../imaging/thumbnail.ts';
import type { Context } from '../context.ts';
import { pathId, valid } from '../http.ts';
import { imageFiles } from '../images/files.ts';
import { findImage } from '../images/queries.ts';
import { shiftReport } from './shift.ts';
import { drawShiftReport, MOST_PICTURES } from './shift-page.ts';
import { REPORT_LANGUAGES } from './shift-words.ts';

const pageQuery = z.object({ lang: z.enum(REPORT_LANGUAGES).default('en') });

export function shiftReportRoutes(context: Context) {
  return new Hono()
    .get('/shifts/:id/report', (c) => c.json(shiftReport(context, pathId(c))))
    .get('/shifts/:id/report/page', valid('query', pageQuery), async (c) => {
      const report = shiftReport(context, pathId(c));
      const shown = report.leaks.slice(0, MOST_PICTURES).map(({ image }) => image);
      const page = drawShiftReport(
        report,
        await pictures(context, shown),
        c.req.valid('query').lang,
      );
      return c.html(page);
    });
}

/** Small pictures as `data:` URLs; images whose file is gone or no image any more are left out. */
async function pictures({ db, project }: Context, images: number[]): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const { id, path } of await imageFiles(db, project.folder, images)) {
    const bytes = await readFile(path).catch(() => null);
    const image = findImage(db, id);
    if (!bytes || !image) continue;
    const picture = await thumbnail(bytes, image).catch(() => null);
    if (!picture) continue;
    const { data, format } = picture;
    found.set(id, `data:image/${format};base64,${data.toString('base64')}`);
  }
  return found;
}
