import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ProjectInfo, WorkbenchInfo } from '../../shared/api/project.ts';
import { DATABASE_FILE } from './folder.ts';

const schema = z.array(z.object({ folder: z.string(), name: z.string(), openedAt: z.string() }));

const MOST = 10;

export interface RecentProjects {
  list(): WorkbenchInfo['recent'];
  add(project: ProjectInfo, at: string): void;
}

/**
 * The projects opened last on this workstation, newest first. A convenience: a file that cannot be
 * read or written costs the list, never the start.
 *
 * @param file JSON, made when needed
 */
export function createRecentProjects(file: string, log: (line: string) => void): RecentProjects {
  function read(): z.infer<typeof schema> {
    if (!existsSync(file)) return [];
    try {
      return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      log(`the list of recent projects could not be read: ${(error as Error).message}`);
      return [];
    }
  }

  return {
    list: () =>
      read().map((entry) => ({
        ...entry,
        exists: existsSync(path.join(entry.folder, DATABASE_FILE)),
      })),
    add({ folder, name }, openedAt) {
      const others = read().filter((entry) => entry.folder !== folder);
      const entries = [{ folder, name, openedAt }, ...others].slice(0, MOST);
      try {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(`${file}.part`, JSON.stringify(entries, null, 2));
        renameSync(`${file}.part`, file);
      } catch (error) {
        log(`the list of recent projects could not be written: ${(error as Error).message}`);
      }
    },
  };
}
