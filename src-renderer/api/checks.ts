import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { LabelBatch } from '../../src-main/shared/api/labels.ts';
import type { Consistency, Disagreement, Recheck } from '../../src-main/shared/api/rechecks.ts';
import type { SampleStatus } from '../../src-main/shared/api/samples.ts';
import type { Suspect } from '../../src-main/shared/api/suspects.ts';
import type { SavedView } from '../../src-main/shared/api/views.ts';
import type { Label } from '../../src-main/shared/words.ts';
import type { Http, ShiftId } from './http.ts';

export interface Rechecks {
  due: Recheck[];
  disagreements: Disagreement[];
  consistency: Consistency[];
}

/** What a person should look at besides the queue of groups, and the log of what they said. */
export const checksOf = ({ get, post, remove }: Http) => ({
  suspects: async (limit: number, signal?: AbortSignal) =>
    (await get<{ suspects: Suspect[] }>('/api/review/suspects', { limit }, signal)).suspects,
  sample: async (shift: ShiftId, signal?: AbortSignal) =>
    (await get<{ sample: SampleStatus | null }>('/api/review/samples', { shift }, signal)).sample,
  draw: async (shift: ShiftId) =>
    (await post<{ sample: SampleStatus }>('/api/review/samples', shift === null ? {} : { shift }))
      .sample,
  sampleImages: (id: number, signal?: AbortSignal) =>
    get<ImageColumns>(`/api/review/samples/${id}/images`, {}, signal),
  rechecks: (shift: ShiftId, limit: number, signal?: AbortSignal) =>
    get<Rechecks>('/api/review/rechecks', { shift, limit }, signal),
  answer: async (recheck: number, label: Label, request: string) =>
    (
      await post<{ disagreement: Disagreement | null }>(`/api/review/rechecks/${recheck}/answer`, {
        label,
        request,
      })
    ).disagreement,
  decide: (recheck: number, keep: boolean, request: string) =>
    post<{ batch: LabelBatch | null }>(`/api/review/rechecks/${recheck}/decision`, {
      keep,
      request,
    }),
  views: () => get<SavedView[]>('/api/views'),
  saveView: (name: string, query: string) => post<SavedView>('/api/views', { name, query }),
  deleteView: (id: number) => remove<{ ok: true }>(`/api/views/${id}`),
  /** Newest first, older than `before` where that is given. */
  batches: (limit: number, before?: number) =>
    get<LabelBatch[]>('/api/labels/batches', { limit, before }),
});
