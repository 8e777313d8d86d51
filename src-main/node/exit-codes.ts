/** A promise to scripts. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
} as const;

/** Ends the program with this code once the command has said all it has to say. */
export function endWith(code: (typeof EXIT)[keyof typeof EXIT]): void {
  process.exitCode = code;
}
