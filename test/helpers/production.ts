import { seededRandom } from '../../src-main/shared/random.ts';
import type { TestProject } from './project.ts';

export interface MadeShift {
  images: number;
  /** Added to every score, in deviations of the calibration's normals. */
  moved?: number;
  /** Images far above the cut. */
  leaks?: number;
  /** Cell by place in the shift; none where it answers null. */
  cell?: (index: number) => string | null;
  /** Whether what lies above the cut is labelled by a person, and how many that pass are. */
  settled?: boolean;
  confirmed?: number;
  day?: string;
}

/**
 * Shifts as a line brings them, without their pixels: rows of images whose scores are drawn from those
 * that the detector gave its own honest normals, so that what a chart must find is known.
 */
export function createProduction({ db }: Pick<TestProject, 'db'>, seed = 1) {
  const random = seededRandom(seed);
  const { model, calibration } = db
    .prepare('select model, calibration from detector order by id desc limit 1')
    .get() as { model: number; calibration: string };
  const { upper } = (JSON.parse(calibration) as { thresholds: { upper: number } }).thresholds;
  const normals = (
    db
      .prepare(
        `select score from model_image where model = ? and role = 'held-out' and label = 'normal'
         and score < ? order by score`,
      )
      .pluck()
      .all(model, upper) as number[]
  ).sort((a, b) => a - b);
  const mean = normals.reduce((sum, score) => sum + score, 0) / normals.length;
  const deviation = Math.sqrt(
    normals.reduce((sum, score) => sum + (score - mean) ** 2, 0) / normals.length,
  );
  /** Between two neighbouring normals, so that a shift is no list of copies. */
  function normalScore(): number {
    const at = random() * (normals.length - 1);
    const below = normals[Math.floor(at)]!;
    return below + (at % 1) * (normals[Math.ceil(at)]! - below);
  }
  const source = db
    .prepare(
      `insert into source (path, relative, created_at) values ('/line', '../line', '2026-11-01')
       on conflict do update set relative = relative returning id`,
    )
    .pluck()
    .get() as number;

  function addShift(name: string, shift: MadeShift): number {
    const {
      images,
      moved = 0,
      leaks = 0,
      cell = () => null,
      settled = false,
      confirmed = 0,
    } = shift;
    const at = shift.day ?? '2026-11-20';
    return db.transaction(() => {
      const id = db
        .prepare('insert into shift (name, created_at) values (?, ?) returning id')
        .pluck()
        .get(name, `${at}T20:00:00.000Z`) as number;
      const batch = db
        .prepare(
          `insert into label_batch (origin, author, at) values ('person', 'Anna', ?) returning id`,
        )
        .pluck()
        .get(`${at}T21:00:00.000Z`) as number;
      for (let index = 0; index < images; index++) {
        const leak = index < leaks;
        const score = leak ? upper + (1 + random()) * deviation : normalScore() + moved * deviation;
        const image = db
          .prepare(
            `insert into image (hash, bytes, width, height, format) values (?, 1, 48, 28, 'jpeg')
             returning id`,
          )
          .pluck()
          .get(`${name}-${index}`) as number;
        db.prepare(
          'insert into occurrence (image, source, file, shift, cell, taken_at) values (?, ?, ?, ?, ?, ?)',
        ).run(image, source, `${name}/${index}.jpg`, id, cell(index), `${at}T05:00:00.000Z`);
        db.prepare('insert into score (model, image, score) values (?, ?, ?)').run(
          model,
          image,
          score,
        );
        const looked = (settled && score >= upper) || (!leak && index < leaks + confirmed);
        if (looked) {
          db.prepare(
            `insert into label_event (batch, image, label, origin) values (?, ?, ?, 'person')`,
          ).run(batch, image, leak ? 'leak' : 'normal');
        }
      }
      return id;
    })();
  }
  return { addShift, upper, deviation };
}
