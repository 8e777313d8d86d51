import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { LunkaError } from '../../shared/errors.ts';

export interface CsvRow {
  /** Cells by column; names of columns are in lower case. */
  record: Record<string, string>;
  /** The line of the file, from 1. */
  line: number;
}

/**
 * Reads a CSV with a header; comma, semicolon and tab separate, as spreadsheets of either language
 * write them, in UTF-8 or, as a Russian Excel writes it, in Windows-1251.
 *
 * @throws LunkaError `csv-not-found`, `csv-malformed`
 */
export async function readCsv(file: string): Promise<CsvRow[]> {
  let text: string;
  try {
    text = decode(await readFile(file));
  } catch (cause) {
    throw new LunkaError(
      'csv-not-found',
      404,
      `Expected a CSV file at ${file}, found none that can be read.`,
      { cause },
    );
  }
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof records;
  } catch (cause) {
    throw new LunkaError('csv-malformed', 422, `${file}: ${(cause as Error).message}`, { cause });
  }
  if (records.length === 0) {
    throw new LunkaError(
      'csv-malformed',
      422,
      `${file}: expected a header "file,label" and at least one row.`,
    );
  }
  return records.map(({ record, info }) => ({ record, line: info.lines }));
}

/** What is no UTF-8 can only be the old code page: its Cyrillic letters are no valid sequences. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1251').decode(bytes);
  }
}
