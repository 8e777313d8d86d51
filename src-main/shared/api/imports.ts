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
