import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LunkaError } from '../shared/errors.ts';
import type { Database } from './open.ts';

export interface Migration {
  /** 1, 2, 3 ... without gaps. */
  number: number;
  /** `0001-first` */
  name: string;
  sql: string;
}

/**
 * Reads the migrations of a folder, `NNNN-title.sql` each.
 *
 * @throws Error where numbers do not run 1, 2, 3 ...: a mistake of ours, not of the user
 */
export function readMigrations(folder: string): Migration[] {
  const migrations = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      number: Number.parseInt(file, 10),
      name: path.basename(file, '.sql'),
      sql: readFileSync(path.join(folder, file), 'utf8'),
    }));
  migrations.forEach(({ number, name }, index) => {
    if (number !== index + 1) {
      throw new Error(`Expected migration number ${index + 1}, received ${name}`);
    }
  });
  return migrations;
}

/**
 * Brings a database to the newest version, forward only: a backup first, then all that is missing in
 * one transaction, so that a failure leaves the file as it was.
 *
 * @param backups folder for `lunka-vN.sqlite`; made when needed
 * @returns the version found before
 * @throws LunkaError `project-newer` where the file was written by a newer Lunka;
 *   `project-damaged` where it holds another program's tables
 */
export function migrate(db: Database, migrations: Migration[], backups: string): number {
  const found = db.pragma('user_version', { simple: true }) as number;
  const newest = migrations.length;
  if (found > newest) {
    throw new LunkaError(
      'project-newer',
      409,
      `Expected a project of version ${newest} or older, received version ${found}: a newer Lunka has written it. Install that version to open it; nothing was changed.`,
    );
  }
  if (found === newest) return found;
  if (found === 0 && db.prepare('select 1 from sqlite_schema').get() !== undefined) {
    throw new LunkaError(
      'project-damaged',
      422,
      "Expected a project's database, received one that another program has made. Nothing was changed; choose another folder.",
    );
  }
  if (found > 0) {
    mkdirSync(backups, { recursive: true });
    const file = path.join(backups, `lunka-v${found}-${Date.now()}.sqlite`);
    db.prepare('vacuum into ?').run(file);
  }
  db.transaction(() => {
    for (const migration of migrations.slice(found)) db.exec(migration.sql);
    db.pragma(`user_version = ${newest}`);
  })();
  return found;
}
