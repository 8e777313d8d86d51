import type { LabelOrigin } from '../../shared/words.ts';
import type { LabelledFile } from '../../shared/worker.ts';
import type { Context } from '../context.ts';
import { imageFiles } from '../images/files.ts';

/** Everything labelled normal or leak that has a file; `unsure` teaches nothing. */
export async function correctedSet({ db, project }: Context): Promise<LabelledFile[]> {
  const rows = db
    .prepare(
      `select l.image, l.label, l.origin from label l where l.label in ('normal', 'leak')
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
