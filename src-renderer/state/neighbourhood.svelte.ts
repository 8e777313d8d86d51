import type { Neighbours, NeighboursPending } from '../../src-main/shared/api/evidence.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import * as api from '../api.ts';

export const KINDS = ['normal', 'leak'] as const;
export type Kind = (typeof KINDS)[number];

/** Thumbnails of each kind. */
export const SHOWN = 4;
/** The engine answers within half a second how far it is; asking at once would keep it busy. */
const AGAIN_MS = 300;

export type Neighbour = Neighbours['neighbours'][number];

/** The nearest sound cells and the nearest leaks of the image under the cursor. */
export class Neighbourhood {
  found = $state.raw<Partial<Record<Kind, Neighbours>>>({});
  /** How far the features are that have to be computed first. */
  pending = $state.raw<NeighboursPending | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The neighbour that stands beside the image. */
  compared = $state.raw<{ kind: Kind; neighbour: Neighbour } | null>(null);

  clear(): void {
    this.found = {};
    this.pending = null;
    this.problem = null;
    this.compared = null;
  }

  async load(engine: api.Engine, image: number, signal: AbortSignal): Promise<void> {
    try {
      for (const kind of KINDS) {
        const found = await this.#ask(engine, image, kind, signal);
        if (!found) return;
        this.found = { ...this.found, [kind]: found };
      }
      this.problem = null;
    } catch (error) {
      if (!signal.aborted) this.problem = api.problemOf(error);
    }
  }

  /** Puts a neighbour beside the image, or takes it away where it stands there already. */
  compare(kind: Kind, neighbour: Neighbour): void {
    this.compared = this.compared?.neighbour.id === neighbour.id ? null : { kind, neighbour };
  }

  /** The next nearest of a kind beside the image; after the last, none. */
  compareNext(kind: Kind): void {
    const all = this.found[kind]?.neighbours ?? [];
    const at =
      this.compared?.kind === kind
        ? all.findIndex(({ id }) => id === this.compared!.neighbour.id)
        : -1;
    const neighbour = all[at + 1];
    this.compared = neighbour ? { kind, neighbour } : null;
  }

  /** Null where the image has been left meanwhile. */
  async #ask(
    engine: api.Engine,
    image: number,
    kind: Kind,
    signal: AbortSignal,
  ): Promise<Neighbours | null> {
    for (;;) {
      const answer = await engine.evidence.neighbours(image, kind, SHOWN, signal);
      if (signal.aborted) return null;
      this.pending = answer.state === 'placing' ? answer : null;
      if (answer.state === 'ready') return answer;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      if (signal.aborted) return null;
    }
  }
}
