import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src-main/db/open.ts';
import { temporaryFolder } from '../helpers/project.ts';

const OPEN = path.join(import.meta.dirname, '../../src-main/db/open.ts');

/** Another process that opens the file, writes a row it never commits, and stays. */
async function openElsewhere(file: string): Promise<ChildProcess> {
  const script = `
    const { openDatabase } = await import(process.argv[1]);
    const db = openDatabase(process.argv[2]);
    db.exec('create table if not exists kept (x integer); insert into kept values (1)');
    db.exec('begin; insert into kept values (2)');
    console.log('open');
    setInterval(() => db.open, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, OPEN, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  return child;
}

describe('openDatabase', () => {
  it('refuses while another process has the file, and opens it once that one was killed', async () => {
    const file = path.join(await temporaryFolder(), 'test.sqlite');
    const other = await openElsewhere(file);
    expect(() => openDatabase(file)).toThrow(
      expect.objectContaining({ code: 'project-in-use', status: 409 }),
    );
    other.kill('SIGKILL');
    await once(other, 'exit');
    const db = openDatabase(file);
    onTestFinished(() => void db.close());
    expect(db.prepare('select x from kept').pluck().all()).toEqual([1]);
  });

  it('refuses a second opening by the same process', async () => {
    const file = path.join(await temporaryFolder(), 'test.sqlite');
    const db = openDatabase(file);
    onTestFinished(() => void db.close());
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'project-in-use' }));
  });

  it('says that a damaged file is no database', async () => {
    const file = path.join(await temporaryFolder(), 'test.sqlite');
    writeFileSync(file, 'these are not the bytes of a database. '.repeat(200));
    expect(() => openDatabase(file)).toThrow(
      expect.objectContaining({ code: 'project-damaged', status: 422 }),
    );
  });

  it('says what it cannot open', async () => {
    const folder = await temporaryFolder();
    mkdirSync(path.join(folder, 'folder.sqlite'));
    expect(() => openDatabase(path.join(folder, 'folder.sqlite'))).toThrow(
      expect.objectContaining({ code: 'project-not-writable' }),
    );
  });

  it('keeps foreign keys and does not answer before a write is on the disk', async () => {
    const db = openDatabase(path.join(await temporaryFolder(), 'test.sqlite'));
    onTestFinished(() => void db.close());
    const pragma = (name: string): unknown => db.pragma(name, { simple: true });
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('journal_mode')).toBe('wal');
    // 2 is FULL: a label outlives a power cut.
    expect(pragma('synchronous')).toBe(2);
  });
});
