import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, readMigrations, type Migration } from '../../src-main/db/migrate.ts';
import { openDatabase, type Database } from '../../src-main/db/open.ts';
import { MIGRATIONS, temporaryFolder } from '../helpers/project.ts';

const first = { number: 1, name: '0001-a', sql: 'create table a (x integer) strict' };
const second = {
  number: 2,
  name: '0002-b',
  sql: 'create table b (x integer) strict; insert into b select x + 1 from a',
};
const broken = { number: 3, name: '0003-c', sql: 'create table c (x integer); select nonsense' };

async function database(): Promise<{ db: Database; backups: string }> {
  const folder = await temporaryFolder();
  const db = openDatabase(path.join(folder, 'test.sqlite'));
  onTestFinished(() => void db.close());
  return { db, backups: path.join(folder, 'backups') };
}

const version = (db: Database): unknown => db.pragma('user_version', { simple: true });
const tables = (db: Database): unknown =>
  db.prepare(`select name from sqlite_schema where type = 'table' order by name`).pluck().all();

describe('migrate', () => {
  it('runs all migrations of a new file in order, without a backup', async () => {
    const { db, backups } = await database();
    expect(migrate(db, [first, second], backups)).toBe(0);
    expect(version(db)).toBe(2);
    expect(tables(db)).toEqual(['a', 'b']);
    expect(() => readdirSync(backups)).toThrow('ENOENT');
  });

  it('backs an older file up as it was, then runs only what is missing', async () => {
    const { db, backups } = await database();
    migrate(db, [first], backups);
    db.exec('insert into a values (41)');
    expect(migrate(db, [first, second], backups)).toBe(1);
    expect(db.prepare('select x from b').pluck().all()).toEqual([42]);
    const [file, ...others] = readdirSync(backups);
    expect(others).toEqual([]);
    expect(file).toMatch(/^lunka-v1-\d+\.sqlite$/);
    const backup = openDatabase(path.join(backups, file!));
    onTestFinished(() => void backup.close());
    expect(version(backup)).toBe(1);
    expect(tables(backup)).toEqual(['a']);
    expect(backup.prepare('select x from a').pluck().all()).toEqual([41]);
  });

  it("refuses another program's database and leaves it alone", async () => {
    const { db, backups } = await database();
    db.exec('create table theirs (x)');
    expect(() => migrate(db, [first], backups)).toThrow('another program');
    expect(tables(db)).toEqual(['theirs']);
  });

  it('does nothing to a file that is up to date', async () => {
    const { db, backups } = await database();
    migrate(db, [first], backups);
    expect(migrate(db, [first], backups)).toBe(1);
    expect(() => readdirSync(backups)).toThrow('ENOENT');
  });

  it('leaves the file as it was when a migration fails, the earlier ones included', async () => {
    const { db, backups } = await database();
    migrate(db, [first], backups);
    expect(() => migrate(db, [first, second, broken], backups)).toThrow('nonsense');
    expect(version(db)).toBe(1);
    expect(tables(db)).toEqual(['a']);
  });

  it('refuses a file from a newer version and changes nothing', async () => {
    const { db, backups } = await database();
    migrate(db, [first, second], backups);
    expect(() => migrate(db, [first], backups)).toThrow(
      expect.objectContaining({ code: 'project-newer', status: 409 }),
    );
    expect(version(db)).toBe(2);
  });
});

describe('readMigrations', () => {
  const write = (folder: string, names: string[]): void => {
    for (const name of names) writeFileSync(path.join(folder, name), `-- ${name}`);
  };

  it('reads them in the order of their numbers and nothing else', async () => {
    const folder = await temporaryFolder();
    write(folder, ['0002-later.sql', '0001-first.sql', 'notes.txt']);
    const read: Migration[] = readMigrations(folder);
    expect(read.map(({ number, name }) => [number, name])).toEqual([
      [1, '0001-first'],
      [2, '0002-later'],
    ]);
    expect(read[0]!.sql).toBe('-- 0001-first.sql');
  });

  it.each([
    ['a gap', ['0001-a.sql', '0003-c.sql']],
    ['a number given twice', ['0001-a.sql', '0001-b.sql']],
    ['a start other than 1', ['0002-b.sql']],
    ['a name without a number', ['first.sql']],
  ])('refuses %s', async (_, names) => {
    const folder = await temporaryFolder();
    write(folder, names);
    expect(() => readMigrations(folder)).toThrow(/Expected migration number/);
  });

  it('has a whole set in this product, and every table is strict', async () => {
    const { db, backups } = await database();
    migrate(db, readMigrations(MIGRATIONS), backups);
    const loose = db.prepare(
      `select name from pragma_table_list where type = 'table' and strict = 0 and name not like 'sqlite_%'`,
    );
    expect(loose.pluck().all()).toEqual([]);
    expect(db.pragma('foreign_key_check')).toEqual([]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });
});
