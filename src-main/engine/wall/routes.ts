import { Hono } from 'hono';
import { z } from 'zod';
import { LunkaError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { bodyId, idSchema, valid } from '../http.ts';
import { requireShift } from '../shifts/queries.ts';
import type { SheetMaker } from './maker.ts';
import { searchFiles, wallColumns } from './queries.ts';

const wallQuery = z.strictObject({
  shift: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(20_000).default(20_000),
  /** The last id of the page before. */
  after: z.coerce.number().int().min(0).default(0),
});
const sheetsQuery = z.strictObject({ shift: idSchema.optional() });
const searchQuery = z.strictObject({
  shift: idSchema.optional(),
  text: z.string().trim().min(1).max(200),
});
const sheetsBody = z.strictObject({ shift: bodyId.optional() });

export function wallRoutes({ db }: Context, maker: SheetMaker) {
  return new Hono()
    .get('/wall', valid('query', wallQuery), (c) => {
      const { shift, ...page } = c.req.valid('query');
      if (shift !== undefined) requireShift(db, shift);
      return c.json(wallColumns(db, activeDetector(db), shift, page));
    })
    .get('/wall/search', valid('query', searchQuery), (c) => {
      const { shift, text } = c.req.valid('query');
      if (shift !== undefined) requireShift(db, shift);
      return c.json({ images: searchFiles(db, shift, text) });
    })
    .get('/wall/sheets', valid('query', sheetsQuery), async (c) => {
      const { shift } = c.req.valid('query');
      if (shift !== undefined) requireShift(db, shift);
      return c.json(await maker.list(shift));
    })
    .post('/wall/sheets', valid('json', sheetsBody), async (c) => {
      const { shift } = c.req.valid('json');
      if (shift !== undefined) requireShift(db, shift);
      return c.json(await maker.look(shift));
    })
    .get('/wall/sheets/:file{[0-9a-f]{32}\\.jpg}', async (c) => {
      const file = c.req.param('file');
      const data = await maker.picture(file);
      if (!data) {
        throw new LunkaError(
          'sheet-gone',
          404,
          `Expected a sheet that the wall names, received ${file}, which there is not, or not any more. Ask for the sheets again.`,
        );
      }
      return c.body(new Uint8Array(data), 200, {
        'content-type': 'image/jpeg',
        'cache-control': 'private, max-age=31536000, immutable',
      });
    });
}
