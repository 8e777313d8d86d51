import type { LabelledFile } from '../../shared/worker/requests.ts';
import { pickRows } from '../matrix.ts';
import type { Matrix } from '../matrix.ts';

/** Labelled files with their scaled features, one row a file. */
export interface LabelledRows {
  files: LabelledFile[];
  features: Matrix;
}

export function chooseRows(
  { files, features }: LabelledRows,
  wanted: (file: LabelledFile) => boolean,
): LabelledRows {
  const rows = [...files.keys()].filter((row) => wanted(files[row]!));
  return { files: rows.map((row) => files[row]!), features: pickRows(features, rows) };
}

export function groupsIn(files: readonly LabelledFile[]): number[] {
  return files.map(({ group }) => group);
}

/** The numbers of the rows of one label. */
export function rowsOfLabel({ files }: LabelledRows, label: LabelledFile['label']): number[] {
  return [...files.keys()].filter((row) => files[row]!.label === label);
}
