import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { z } from 'zod';
import { thumbnail } from '../../imaging/thumbnail.ts';
import { LunkaError } from '../../shared/errors.ts';
import { LABELS, VERDICTS } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { idSchema, notFound, pathId, valid } from '../http.ts';
import { history } from '../labels/log.ts';
import { imageFiles } from './files.ts';
import { AGREEMENTS } from './filter.ts';
import * as queries from './queries.ts';

/** Several words with commas between them. */
function words<const Word extends string>(allowed: readonly Word[]) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(allowed)).min(1));
}

const yesNo = z.enum(['true', 'false']).transform((text) => text === 'true');
const score = z.string().trim().min(1).transform(Number).pipe(z.number());

/** As the database writes moments, so that texts compare as moments do. */
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const listQuery = z.strictObject({
  shift: idSchema.optional(),
  flagged: yesNo.optional(),
  label: words([...LABELS, 'none']).optional(),
  verdict: words([...VERDICTS, 'none']).optional(),
  agreement: z.enum(AGREEMENTS).optional(),
  min: score.optional(),
  max: score.optional(),
  reviewed: yesNo.optional(),
  cell: z.string().min(1).max(200).optional(),
  from: moment.optional(),
  to: moment.optional(),
  order: z.enum(['score', '-score', 'id', '-id']).default('-score'),
  limit: z.coerce.number().int().min(1).max(20_000).default(20_000),
  after: z.string().optional(),
});

const MEDIA_TYPES: Record<string, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tiff: 'image/tiff',
};

export function imageRoutes({ db, project }: Context) {
  function judged(): queries.Judge | null {
    const active = activeDetector(db);
    return active && { model: active.model, thresholds: active.calibration.thresholds };
  }

  function requireImage(id: number): queries.ImageRow {
    const image = queries.findImage(db, id);
    if (!image) throw notFound('image', id);
    return image;
  }

  async function bytesOf(image: queries.ImageRow): Promise<Buffer> {
    const [file] = await imageFiles(db, project.folder, [image.id]);
    try {
      return await readFile(file!.path);
    } catch (cause) {
      throw new LunkaError(
        'image-file-missing',
        404,
        `Expected the image's file at ${file!.path}, found none. Put the folder back where it was, or import it again from its new place.`,
        { cause },
      );
    }
  }

  /** With the project's key in the URL the answer can never change: an image is its bytes. */
  function cacheFor(key: string | undefined): string {
    return key === project.key ? 'private, max-age=31536000, immutable' : 'no-cache';
  }

  return new Hono()
    .get('/images', valid('query', listQuery), (c) => {
      const { label, verdict, limit, after, ...filter } = c.req.valid('query');
      const asked = { ...filter, labels: label, verdicts: verdict };
      return c.json(queries.listImages(db, asked, judged(), { limit, after }));
    })
    .get('/images/:id', (c) => {
      const image = requireImage(pathId(c));
      return c.json({
        ...queries.imageDetail(db, image, judged()),
        history: history(db, image.id),
      });
    })
    .get('/images/:id/file', async (c) => {
      const image = requireImage(pathId(c));
      return c.body(new Uint8Array(await bytesOf(image)), 200, {
        'content-type': MEDIA_TYPES[image.format] ?? 'application/octet-stream',
        'cache-control': cacheFor(c.req.query('p')),
      });
    })
    .get('/images/:id/thumbnail', async (c) => {
      const image = requireImage(pathId(c));
      const small = await thumbnail(await bytesOf(image), image);
      return c.body(new Uint8Array(small.data), 200, {
        'content-type': MEDIA_TYPES[small.format] ?? 'application/octet-stream',
        'cache-control': cacheFor(c.req.query('p')),
      });
    });
}
