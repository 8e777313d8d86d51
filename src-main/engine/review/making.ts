import path from 'node:path';
import { z } from 'zod';
import { isFlagged, judge } from '../../shared/words.ts';
import type { QueueImage } from '../../shared/worker/requests.ts';
import type { Context } from '../context.ts';
import { withProcess } from '../detectors/process.ts';
import { requireModel } from '../detectors/models.ts';
import { requireActive } from '../detectors/scoring.ts';
import { bodyId } from '../http.ts';
import { imageFiles } from '../images/files.ts';
import type { RunningJob } from '../jobs/queue.ts';
import { countGroups, findFresh, storeQueue, unanswered } from './queue.ts';

export const queueParameters = z.object({ shift: bodyId.optional() });

/**
 * Has the detector's process group what the active detector has scored, unless the queue at hand
 * still fits: the handler of `queue` jobs.
 */
export async function makeQueue(context: Context, job: RunningJob): Promise<{ groups: number }> {
  const { db, project, launcher, now } = context;
  const { shift } = queueParameters.parse(job.parameters);
  const active = requireActive(db);
  const fresh = findFresh(db, active.id, shift);
  if (fresh !== null) return { groups: countGroups(db, fresh) };
  const { thresholds } = active.calibration;
  const rows = unanswered(db, active.model, shift);
  const files = await imageFiles(
    db,
    project.folder,
    rows.map(({ image }) => image),
  );
  const images: QueueImage[] = files.map((file, index) => {
    const { score } = rows[index]!;
    return { ...file, score, flagged: isFlagged(judge(score, thresholds)) };
  });
  const request = {
    type: 'queue',
    folder: path.join(project.folder, requireModel(db, active.model).folder),
    images,
    threshold: thresholds.review ?? thresholds.upper,
    cache: path.join(project.folder, 'cache'),
  } as const;
  const { groups } =
    images.length === 0
      ? { groups: [] }
      : await withProcess(launcher, (process) =>
          process.request(request, {
            signal: job.signal,
            progress: (progress) => job.progress(progress),
          }),
        );
  storeQueue(db, { detector: active.id, shift, at: now() }, groups);
  return { groups: groups.length };
}
