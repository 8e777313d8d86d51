import * as api from '../api.ts';

/** Pauses between attempts where no answer came; a refusal is never tried again. */
const RETRY_MS = [300, 1000, 3000];

/**
 * Asks for one thing until an answer comes, some four seconds long. Every attempt bears the same key,
 * by which the engine knows what it has stored already: an answer lost on its way makes no second
 * decision.
 */
export async function asOne<T>(ask: (request: string) => Promise<T>): Promise<T> {
  const request = crypto.randomUUID();
  for (const pause of RETRY_MS) {
    try {
      return await ask(request);
    } catch (error) {
      if (api.problemOf(error).code !== 'network') throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return ask(request);
}
