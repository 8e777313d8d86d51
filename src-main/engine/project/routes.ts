import { Hono } from 'hono';
import type { Health, ProjectSummary, ShiftInfo } from '../../shared/api/project.ts';
import type { Label } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { activeDetector, detectorInfo } from '../detectors/queries.ts';
import { requireModel } from '../detectors/models.ts';
import { listShifts } from '../shifts/queries.ts';

const MB = 1024 * 1024;

export function projectRoutes(context: Context) {
  const { db, version } = context;
  const count = (sql: string): number => db.prepare(sql).pluck().get() as number;

  function health(): Health {
    return {
      ok: true,
      version,
      pid: process.pid,
      memoryMb: Math.round(process.memoryUsage.rss() / MB),
      uptimeSeconds: Math.round(process.uptime()),
    };
  }

  const shifts = (): ShiftInfo[] => listShifts(db, activeDetector(db));

  function summary(): ProjectSummary {
    const active = activeDetector(db);
    const images = count('select count(*) from image');
    const labels: Record<Label, number> = { normal: 0, leak: 0, unsure: 0 };
    const rows = db.prepare('select label, count(*) as count from label group by label').all();
    for (const { label, count } of rows as { label: Label; count: number }[]) labels[label] = count;
    const known = active ? requireModel(db, active.model).labelEvent : 0;
    return {
      ...context.project,
      images,
      occurrences: count('select count(*) from occurrence'),
      labels,
      unlabelled: images - labels.normal - labels.leak - labels.unsure,
      unreadable: count('select count(*) from unreadable'),
      shifts: shifts(),
      active: active && detectorInfo(db, active),
      newDecisions: db
        .prepare(
          `select count(*) from label where event > ? and origin != 'import'
             and image not in (select image from kept_apart)`,
        )
        .pluck()
        .get(known) as number,
      job: context.jobs.current(),
    };
  }

  return new Hono()
    .get('/health', (c) => c.json(health()))
    .get('/project', (c) => c.json(summary()))
    .get('/shifts', (c) => c.json(shifts()));
}
