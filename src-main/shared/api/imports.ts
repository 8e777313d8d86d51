import type { Label, Layout } from '../words.ts';

/** What an import read of cells and times. */
export interface NamesRead {
  /** The pattern that names were read by; null where none was asked for and the usual one fitted none. */
  pattern: string | null;
  /** Files with a cell or a time, from their name or a table, and those with neither. */
  read: number;
  unread: number;
  /** The first files, for a look at whether they were read as meant. Times are ISO 8601 in UTC. */
  first: { file: string; cell: string | null; takenAt: string | null }[];
}

export interface ImportResult {
  source: string;
  layout: Layout;
  shift: string | null;
  dryRun: boolean;
  files: number;
  names: NamesRead;
  /** New images, further occurrences of known ones, files that an earlier import had taken. */
  added: number;
  copies: number;
  known: number;
  labels: Record<Label, number>;
  unreadable: { file: string; reason: string }[];
  conflicts: LabelConflict[];
}

/** One image to which two sources give different labels. */
export interface LabelConflict {
  files: { file: string; label: Label }[];
  /** What stands now, and why; null where a person took the label back. */
  kept: Label | null;
  reason: string;
}
