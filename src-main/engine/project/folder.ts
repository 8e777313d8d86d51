import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { migrate, type Migration } from '../../db/migrate.ts';
import { openDatabase, type Database } from '../../db/open.ts';
import type { ProjectInfo } from '../../shared/api/project.ts';
import { LunkaError } from '../../shared/errors.ts';
import { removeOrphans } from '../detectors/model-store.ts';

/** The file that makes a folder a project. */
export const DATABASE_FILE = 'lunka.sqlite';

export interface OpenProject {
  db: Database;
  project: ProjectInfo;
}

/**
 * Makes a project folder.
 *
 * @throws LunkaError `project-exists`, `folder-not-empty`, `folder-not-writable`
 */
export function createProject(
  folder: string,
  name: string | undefined,
  migrations: Migration[],
  now: string,
): OpenProject {
  const absolute = path.resolve(folder);
  if (existsSync(path.join(absolute, DATABASE_FILE))) {
    throw new LunkaError(
      'project-exists',
      409,
      `Expected a folder without a project, but ${absolute} holds one already. Open it, or choose another folder.`,
    );
  }
  try {
    mkdirSync(absolute, { recursive: true });
  } catch (cause) {
    throw new LunkaError(
      'folder-not-writable',
      422,
      `Expected to be able to make the folder ${absolute}: ${(cause as Error).message}`,
      { cause },
    );
  }
  if (readdirSync(absolute).length > 0) {
    throw new LunkaError(
      'folder-not-empty',
      409,
      `Expected an empty or new folder, but ${absolute} holds files. Choose another one.`,
    );
  }
  const db = openDatabase(path.join(absolute, DATABASE_FILE));
  try {
    migrate(db, migrations, backupsOf(absolute));
    db.prepare('insert into project (only_row, key, name, created_at) values (1, ?, ?, ?)').run(
      randomBytes(6).toString('hex'),
      name ?? path.basename(absolute),
      now,
    );
    return { db, project: readProject(db, absolute) };
  } catch (error) {
    db.close();
    // Half a project could be neither opened nor made again; the folder was empty before.
    for (const file of readdirSync(absolute)) {
      if (file.startsWith(DATABASE_FILE)) rmSync(path.join(absolute, file));
    }
    throw error;
  }
}

/**
 * Opens a project folder, brings its database up to date and clears away what a crash left.
 *
 * @throws LunkaError `project-not-found`, `project-newer`, `project-in-use`, `project-damaged`
 */
export function openProject(folder: string, migrations: Migration[]): OpenProject {
  const absolute = path.resolve(folder);
  const file = path.join(absolute, DATABASE_FILE);
  if (!existsSync(file)) {
    throw new LunkaError(
      'project-not-found',
      404,
      `Expected a project (a folder with ${DATABASE_FILE}) at ${absolute}, found none. Make one with "lunka init ${folder}".`,
    );
  }
  const db = openDatabase(file);
  try {
    migrate(db, migrations, backupsOf(absolute));
    removeOrphans(db, absolute);
    return { db, project: readProject(db, absolute) };
  } catch (error) {
    db.close();
    throw error;
  }
}

function readProject(db: Database, folder: string): ProjectInfo {
  const row = db
    .prepare('select key, name, created_at as createdAt from project where only_row = 1')
    .get() as Omit<ProjectInfo, 'folder'> | undefined;
  if (!row) {
    throw new LunkaError(
      'project-damaged',
      422,
      `Expected a project's database in ${folder}, received one without its project row. Put back the newest file of the backups folder.`,
    );
  }
  return { ...row, folder };
}

const backupsOf = (folder: string): string => path.join(folder, 'backups');
