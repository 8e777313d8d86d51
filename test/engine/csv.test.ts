import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src-main/engine/labels/csv.ts';
import { temporaryFolder } from '../helpers/project.ts';

/** "ячейка.jpg" as a Russian Windows writes it; no UTF-8. */
const CELL_1251 = Buffer.from([0xff, 0xf7, 0xe5, 0xe9, 0xea, 0xe0, 0x2e, 0x6a, 0x70, 0x67]);

async function file(...parts: (string | Buffer)[]): Promise<string> {
  const name = path.join(await temporaryFolder(), 'labels.csv');
  await writeFile(name, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return name;
}

describe('a CSV of labels', () => {
  it('is read as UTF-8, with or without a byte order mark', async () => {
    for (const mark of ['', '\uFEFF']) {
      const rows = await readCsv(await file(`${mark}File,Label\nячейка.jpg,leak\n`));
      expect(rows).toEqual([{ record: { file: 'ячейка.jpg', label: 'leak' }, line: 2 }]);
    }
  });

  it('is read as a Russian Excel writes it', async () => {
    const rows = await readCsv(await file('file;label\r\n', CELL_1251, ';normal\r\n'));
    expect(rows.map(({ record }) => record)).toEqual([{ file: 'ячейка.jpg', label: 'normal' }]);
  });

  it('says so where it is missing, empty or torn', async () => {
    await expect(readCsv('/nowhere/labels.csv')).rejects.toMatchObject({ code: 'csv-not-found' });
    await expect(readCsv(await file('file,label\n'))).rejects.toMatchObject({
      code: 'csv-malformed',
    });
    await expect(readCsv(await file('file,label\n"a,leak\n'))).rejects.toMatchObject({
      code: 'csv-malformed',
    });
  });
});
