import type { LabelOrigin } from '../../shared/words.ts';
import type { ImageFile, LabelledFile } from '../../shared/worker/requests.ts';
import type { Context } from '../context.ts';
import { imageFiles } from '../images/files.ts';

/**
 * Everything labelled normal or leak that has a file; `unsure` teaches nothing, and neither does what
 * is golden or known to be like it.
 */
export async function correctedSet({
  db,
  project,
}: Pick<Context, 'db' | 'project'>): Promise<LabelledFile[]> {
  const rows = db
    .prepare(
      `select l.image, l.label, l.origin from label l where l.label in ('normal', 'leak')
         and l.image not in (select image from kept_apart)
         and exists (select 1 from occurrence o where o.image = l.image) order by l.image`,
    )
    .all() as { image: number; label: LabelledFile['label']; origin: LabelOrigin }[];
  const ids = rows.map(({ image }) => image);
  const files = await imageFiles(db, project.folder, ids);
  return files.map((file, index) => {
    const { label, origin } = rows[index]!;
    return { ...file, label, group: file.id, reviewed: origin !== 'import' };
  });
}

/** Images of the golden set; whatever shows the same photographs is not to be learned from. */
export async function goldenFiles({ db, project }: Context): Promise<ImageFile[]> {
  const ids = db.prepare('select image from golden_image order by image').pluck().all() as number[];
  return imageFiles(db, project.folder, ids);
}
