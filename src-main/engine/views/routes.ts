import { Hono } from 'hono';
import { z } from 'zod';
import type { SavedView } from '../../shared/api/views.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { notFound, pathId, valid } from '../http.ts';

const saveBody = z.strictObject({
  name: z.string().trim().min(1).max(80),
  query: z
    .string()
    .max(2000)
    .regex(/^[\w.~%+\-=&:]*$/, 'expected what an address holds behind the question mark'),
  author: z.string().trim().min(1).max(200).default('engineer'),
});

const COLUMNS = 'id, name, query, author, saved_at as savedAt';

/** Lists of images with a name. The engine keeps them; what they ask for is the page's to read. */
export function viewRoutes({ db, now }: Context) {
  return new Hono()
    .get('/views', (c) =>
      c.json(db.prepare(`select ${COLUMNS} from saved_view order by name`).all() as SavedView[]),
    )
    .post('/views', valid('json', saveBody), (c) => {
      const view = c.req.valid('json');
      if (db.prepare('select 1 from saved_view where name = ?').get(view.name)) {
        throw new LunkaError(
          'view-exists',
          409,
          `Expected a new name, received "${view.name}", which a view has already. Choose another, or delete that one first.`,
        );
      }
      const saved = db
        .prepare(
          `insert into saved_view (name, query, author, saved_at)
           values (:name, :query, :author, :at) returning ${COLUMNS}`,
        )
        .get({ ...view, at: now() });
      return c.json(saved as SavedView, 201);
    })
    .delete('/views/:id', (c) => {
      const id = pathId(c);
      const { changes } = db.prepare('delete from saved_view where id = ?').run(id);
      if (changes === 0) throw notFound('view', id);
      return c.json({ ok: true as const });
    });
}
