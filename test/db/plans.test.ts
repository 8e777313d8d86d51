import { describe, expect, it } from 'vitest';
import type { Database } from '../../src-main/db/open.ts';
import type { DetectorRow } from '../../src-main/engine/detectors/queries.ts';
import { resolveFiles } from '../../src-main/engine/labels/files.ts';
import { listImages } from '../../src-main/engine/images/queries.ts';
import { findBatch } from '../../src-main/engine/labels/log.ts';
import { unanswered } from '../../src-main/engine/review/queue.ts';
import { listSuspects } from '../../src-main/engine/review/suspects.ts';
import { searchFiles } from '../../src-main/engine/wall/queries.ts';
import { newProject } from '../helpers/project.ts';

/** SQLite's plans of the statements that `work` prepares, one line a step. */
function plansOf(db: Database, work: (db: Database) => unknown): string[] {
  const statements: string[] = [];
  const recording = new Proxy(db, {
    get(target, key) {
      if (key === 'prepare') {
        return (sql: string) => {
          statements.push(sql);
          return target.prepare(sql);
        };
      }
      return Reflect.get(target, key) as unknown;
    },
  });
  work(recording);
  return statements.flatMap((sql) => {
    const values: Record<string, null> = {};
    for (const [, name] of sql.matchAll(/:(\w+)/g)) values[name!] = null;
    const positional = [...sql.matchAll(/\?/g)].map(() => null);
    const given = positional.length > 0 ? positional : [values];
    const steps = db.prepare(`explain query plan ${sql}`).all(...given) as { detail: string }[];
    return steps.map(({ detail }) => detail);
  });
}

describe('the plans of what a person waits for', () => {
  const judged = { model: 1, thresholds: { upper: 5, lower: 1 } };

  it.each(['-score', 'score'] as const)(
    'lists what is flagged along the index of scores, ordered by %s, without sorting',
    async (order) => {
      const { db } = await newProject();
      const page = { limit: 100, after: '5_7_100' };
      const thresholds = { upper: 5 };
      const plans = plansOf(db, (recording) =>
        listImages(recording, { order, flagged: true }, { model: 1, thresholds }, page),
      );
      expect(plans.join('\n')).toContain('USING COVERING INDEX score_order');
      expect(plans.filter((step) => /TEMP B-TREE|SCAN/.test(step))).toEqual([]);
    },
  );

  it('finds the images of a shift and of a label by index', async () => {
    const { db } = await newProject();
    const plans = plansOf(db, (recording) => {
      listImages(recording, { order: '-score', shift: 1, flagged: true }, judged, { limit: 100 });
    });
    expect(plans.join('\n')).toContain('occurrence_shift');
    expect(plans.filter((step) => step.startsWith('SCAN'))).toEqual([]);
  });

  it('finds a file that a label names by index', async () => {
    const { db } = await newProject();
    const plans = plansOf(db, (recording) => {
      try {
        resolveFiles(recording, [{ file: 'train/1.jpg', label: 'leak' }]);
      } catch {
        // There is no such file; the plan is what counts.
      }
    });
    expect(plans[0]).toContain('occurrence_file (file=?)');
  });

  it('walks along the index of honest scores to the labels most suspicious, and sorts nothing', async () => {
    const { db } = await newProject();
    db.exec(`insert into model (id, folder, preset, recipe, seed, data_hash, label_event, training,
        created_at) values (1, 'a', '', '{}', 1, '', 0, '{}', '');`);
    const active = { model: 1, calibration: { thresholds: { upper: 5 } } } as DetectorRow;
    const plans = plansOf(db, (recording) => listSuspects(recording, active, 50));
    expect(plans.join('\n')).toContain('model_image_honest');
    // Not from every score that there is.
    expect(plans.filter((step) => step.includes('score_order (model=?)'))).toEqual([]);
    expect(plans.filter((step) => /TEMP B-TREE FOR ORDER|SCAN/.test(step))).toEqual([]);
  });

  it('lists a whole project along the index of scores, and sorts nothing', async () => {
    const { db } = await newProject();
    const plans = plansOf(db, (recording) =>
      listImages(recording, { order: '-score' }, judged, { limit: 100, after: '5_7_100' }),
    );
    expect(plans[0]).toContain('COVERING INDEX score_order (model=? AND (score,image)<(?,?))');
    expect(plans.filter((step) => step.includes('TEMP B-TREE'))).toEqual([]);
  });

  it.each([
    ['names of files', (db: Database) => searchFiles(db, 1, 'x')],
    ['what is to be grouped', (db: Database) => unanswered(db, 1, 1)],
  ])('finds %s of a shift by index', async (_, work) => {
    const { db } = await newProject();
    const plans = plansOf(db, work);
    expect(plans.join('\n')).toContain('occurrence_shift (shift=?)');
    expect(plans.filter((step) => /SCAN occurrence|score_order/.test(step))).toEqual([]);
  });

  it('reads the events of one batch only', async () => {
    const { db } = await newProject();
    const plans = plansOf(db, (recording) => findBatch(recording, 1));
    expect(plans.filter((step) => step.startsWith('SCAN'))).toEqual([]);
  });
});
