import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LunkaError } from '../../../shared/errors.ts';
import { LABELS, type Label } from '../../../shared/words.ts';
import { readCsv } from '../../labels/csv.ts';
import { someOf } from '../../labels/files.ts';
import { MOMENT_FORMS, readMoment } from '../times.ts';
import type { LayoutReader, PlannedFile } from './layout.ts';

/** Names of the CSV files whose header names files and labels. */
function tablesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => {
    if (path.extname(name).toLowerCase() !== '.csv') return false;
    const [header = ''] = readFileSync(path.join(folder, name), 'utf8').split('\n', 1);
    const columns = header.replace(/^\uFEFF/, '').split(/[,;\t]/);
    const names = columns.map((column) => column.trim().toLowerCase());
    return names.includes('file') && names.includes('label');
  });
}

/**
 * One table beside the images: columns `file` (relative to the folder), `label` (may be empty) and,
 * where there are any, `shift`, `cell` and `time`. Images that it does not name are left out.
 */
export const csv: LayoutReader = {
  fits: (folder) => tablesIn(folder).length === 1,
  expects:
    'a folder with exactly one CSV file (columns file,label[,shift][,cell][,time]) beside its images',
  async *files(folder, options) {
    const table = path.join(folder, tablesIn(folder)[0]!);
    const planned = (await readCsv(table)).map(({ record, line }): PlannedFile => {
      const file = record['file']!.replaceAll('\\', '/');
      const within = path.posix.normalize(file);
      if (!file || path.isAbsolute(file) || within === '..' || within.startsWith('../')) {
        throw malformed(table, line, 'a file below the folder', file);
      }
      const label = record['label'] || null;
      if (label !== null && !LABELS.includes(label as Label)) {
        throw malformed(table, line, `one of ${LABELS.join(', ')} as label, or none`, label);
      }
      // Without a label an image is there to be judged, so it has to be found in some shift.
      const usual = options.shift ?? (label ? null : path.basename(folder));
      const time = record['time'] || null;
      const takenAt = time === null ? null : readMoment(time);
      if (time !== null && takenAt === null) {
        throw malformed(table, line, `a time that exists (${MOMENT_FORMS}), or none`, time);
      }
      return {
        file: within,
        label: label as Label | null,
        shift: record['shift'] || usual,
        cell: record['cell'] || null,
        takenAt,
      };
    });
    const absent = planned.filter(({ file }) => !existsSync(path.join(folder, file)));
    if (absent.length > 0) {
      throw new LunkaError(
        'csv-absent-images',
        422,
        `Expected every image that ${table} names, received ${absent.length} that are not there: ${someOf(absent.map(({ file }) => file))}. Nothing was stored.`,
      );
    }
    yield* planned;
  },
};

function malformed(table: string, line: number, expected: string, received: string): LunkaError {
  return new LunkaError(
    'csv-malformed',
    422,
    `${table}, line ${line}: expected ${expected}, received "${received}". Nothing was stored.`,
  );
}
