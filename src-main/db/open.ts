import Sqlite from 'better-sqlite3';
import { LunkaError } from '../shared/errors.ts';

export type Database = Sqlite.Database;

/**
 * Opens a database file for this process alone.
 *
 * The exclusive locking mode is the project's lock: the operating system drops it when the process
 * ends however it ends, so there is no stale lock file to clean up, and a second process is refused
 * before it can change anything.
 *
 * @throws LunkaError `project-in-use` while another process has the file open;
 *   `project-damaged` where the file is no database; `project-not-writable` where it cannot be opened
 */
export function openDatabase(file: string): Database {
  let db: Database | undefined;
  try {
    db = new Sqlite(file, { timeout: 500 });
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    // A label is on the disk when the answer leaves: WAL's default would lose it with the power.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('temp_store = MEMORY');
    db.pragma('cache_size = -32000');
    // Takes the lock now rather than at the first write.
    db.exec('begin immediate; commit');
    return db;
  } catch (cause) {
    db?.close();
    throw explain(cause, file);
  }
}

function explain(cause: unknown, file: string): unknown {
  const code = cause instanceof Sqlite.SqliteError ? cause.code : '';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new LunkaError(
      'project-in-use',
      409,
      `Expected to be the only one at work in this project, but another Lunka has ${file} open. Close it and try again.`,
      { cause },
    );
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new LunkaError(
      'project-damaged',
      422,
      `Expected an SQLite database at ${file}, received something else. Put back the newest file of the project's backups folder.`,
      { cause },
    );
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY')) {
    return new LunkaError(
      'project-not-writable',
      422,
      `Expected to be able to read and write ${file} and the folder it is in: ${(cause as Error).message}. Mend the permissions, or copy the project to a disk that can be written.`,
      { cause },
    );
  }
  return cause;
}
