import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { ReviewGroups, ReviewSummary } from '../../src-main/shared/api/review.ts';
import type { Http, ShiftId } from './http.ts';

interface GroupsQuery {
  shift: ShiftId;
  /** `next` of the page before. */
  after?: string;
  /** An image whose group to begin at. */
  at?: number | null;
}

const numberOf = (group: string): number => Number(group.replace('group-', ''));

/** The queue of groups and how far its review has come. */
export const reviewOf = ({ get, post }: Http) => ({
  groups: ({ shift, after, at }: GroupsQuery, signal?: AbortSignal) =>
    get<ReviewGroups>('/api/review/groups', { shift, after, at }, signal),
  makeQueue: (shift: ShiftId) => post<Job>('/api/review/queue', shift === null ? {} : { shift }),
  /** Makes members of a group a group of their own; answers with its id. */
  split: (group: string, images: number[]) =>
    post<{ id: string }>(`/api/review/groups/${numberOf(group)}/split`, { images }),
  /** Takes that back. */
  join: (group: string, part: string) =>
    post<{ ok: true }>(`/api/review/groups/${numberOf(group)}/join`, { part: numberOf(part) }),
  /** Where look-alikes part: the first image is in the first part, the second may be empty. */
  cut: (images: readonly number[]) =>
    post<{ parts: [number[], number[]] }>('/api/review/cut', { images }),
  summary: (shift: ShiftId) => get<ReviewSummary>('/api/review/summary', { shift }),
});
