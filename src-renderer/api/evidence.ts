import type {
  Neighbours,
  NeighboursOf,
  NeighboursPending,
} from '../../src-main/shared/api/evidence.ts';
import type { Http, ShiftId } from './http.ts';

/** What speaks for and against a verdict, beyond the image itself. */
export const evidenceOf = ({ get }: Http) => ({
  /** Answers `placing` where features have to be computed first: ask again. */
  neighbours: (
    image: number,
    of: NeighboursOf,
    limit: number,
    signal?: AbortSignal,
    shift: ShiftId = null,
  ) =>
    get<Neighbours | NeighboursPending>(
      `/api/images/${image}/neighbours`,
      { of, limit, shift },
      signal,
    ),
});
