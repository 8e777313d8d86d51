/** Small settings of one person on one machine. Storage may be switched off; then nothing is kept. */
export const stored = {
  read(name: string): string | undefined {
    try {
      return localStorage.getItem(`lunka.${name}`) ?? undefined;
    } catch {
      return undefined;
    }
  },
  write(name: string, value: string): void {
    try {
      localStorage.setItem(`lunka.${name}`, value);
    } catch {
      // A browser that keeps nothing still shows everything.
    }
  },
};
