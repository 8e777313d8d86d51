import { appendFileSync, renameSync, statSync } from 'node:fs';

/** Past this the file becomes `.old`, and the one before it goes. */
const MOST_BYTES = 1_000_000;

/**
 * The log of an app without a terminal: one file that a person can send to support. A log that
 * can't be written must not stop the app.
 *
 * @param file in a folder that exists
 */
export function createLog(file: string): (line: string) => void {
  return (line) => {
    console.error(line);
    try {
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > MOST_BYTES) renameSync(file, `${file}.old`);
      appendFileSync(file, `${new Date().toISOString()} ${line}\n`);
    } catch (error) {
      console.error(`the log could not be written: ${(error as Error).message}`);
    }
  };
}
