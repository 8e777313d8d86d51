import {
  PROJECT_HEADER,
  type ProjectInfo,
  type ProjectSummary,
  type WorkbenchInfo,
} from '../src-main/shared/api/project.ts';
import type { DetectorDetail, DetectorInfo } from '../src-main/shared/api/detectors.ts';
import type { Evidence } from '../src-main/shared/api/evidence.ts';
import type { Histogram } from '../src-main/shared/api/calibration.ts';
import type { ImageColumns, ImageDetail } from '../src-main/shared/api/images.ts';
import type { Job } from '../src-main/shared/api/jobs.ts';
import type { LabelBatch } from '../src-main/shared/api/labels.ts';
import { versionsOf } from './api/versions.ts';
import { watchOf } from './api/watch.ts';
import type { Problem } from '../src-main/shared/errors.ts';
import type { Label, LabelReason, Layout } from '../src-main/shared/words.ts';
import { calibrationOf } from './api/calibration.ts';
import { driftOf } from './api/drift.ts';
import { checksOf } from './api/checks.ts';
import { evidenceOf } from './api/evidence.ts';
import type { Http, Query, ShiftId } from './api/http.ts';
import { reviewOf } from './api/review.ts';
import { wallOf } from './api/wall.ts';

export type { Http, Query, ShiftId } from './api/http.ts';

/**
 * The only file that talks to the engine. What is asked for in vain rejects with an `ApiError`; what
 * is taken back by its signal, with an `AbortError`.
 */

/** A refusal of the engine, or `network` where no answer came at all. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

/** Problem details of anything thrown, for showing. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ApiError) return thrown.problem;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return { type: 'about:blank', title: 'internal', status: 0, code: 'internal', detail };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}

interface Call {
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Key of the project that is meant; the engine of another one refuses. */
  project?: string;
}

async function call<T>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { body, signal, project }: Call = {},
): Promise<T> {
  const headers = new Headers();
  const init: RequestInit = { method, headers };
  if (signal) init.signal = signal;
  if (project !== undefined) headers.set(PROJECT_HEADER, project);
  if (method === 'POST') {
    headers.set('content-type', 'application/json');
    init.body = JSON.stringify(body ?? {});
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError({
      type: 'about:blank',
      title: 'no answer',
      status: 0,
      code: 'network',
      detail: `${method} ${path}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  throw new ApiError(
    isProblem(answer)
      ? answer
      : {
          type: 'about:blank',
          title: response.statusText,
          status: response.status,
          // A host that was started anew no longer knows the cookie of its last run.
          code: response.status === 401 ? 'not-admitted' : 'internal',
          detail: `${method} ${path}: ${response.status} ${response.statusText}`,
        },
  );
}

/** A path with what is asked of it; nothing is written for null and undefined. */
function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

const change = <T>(what: string, body?: unknown) =>
  call<T>('POST', `/api/workbench/${what}`, { body });

/** The choice of a project, whichever is open. */
export const workbench = {
  info: () => call<WorkbenchInfo>('GET', '/api/workbench'),
  open: (folder: string) => change<ProjectInfo>('open', { folder }),
  create: (folder: string, name?: string) =>
    change<ProjectInfo>('create', { folder, ...(name ? { name } : {}) }),
  demo: () => change<{ project: ProjectInfo }>('demo', {}),
  close: () => change<{ ok: true }>('close'),
};

interface ImageQuery {
  shift: ShiftId;
  order: string;
  flagged?: boolean;
  /** Further parts of the engine's query, as `writeNarrow` writes them. */
  [narrow: string]: string | number | boolean | null | undefined;
}

/** One answer holds this many images at most; a shift of 14,000 comes in one. */
const PAGE = 20_000;

interface GiveDetails {
  reason: LabelReason | undefined;
  request: string;
}

export interface UndoAnswer {
  batch: LabelBatch;
  undone: LabelBatch;
  images: { image: number; label: Label | null }[];
}

interface ImportRequest {
  path: string;
  layout: Layout | 'auto';
  shift?: string;
  label?: Label;
  names?: string;
  withAnnotations?: boolean;
  /** Of layout `idx`: what digit is normal, or how much noise every second image gets. */
  normalDigit?: number;
  noise?: number;
  dryRun?: boolean;
  copy?: boolean;
}

/** What one project's engine can be asked for; see `engineOf`. */
export type Engine = ReturnType<typeof engineOf>;

/**
 * The engine as far as it serves one project. Ids are a project's own, so every request says whose
 * are meant; where another project was opened meanwhile, it is refused with `other-project`.
 *
 * @param project key of the project
 * @param displaced called at every such refusal, before the request rejects
 */
export function engineOf(project: string, displaced: () => void) {
  async function ask<T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    details: Omit<Call, 'project'> = {},
  ): Promise<T> {
    try {
      return await call<T>(method, path, { ...details, project });
    } catch (error) {
      if (problemOf(error).code === 'other-project') displaced();
      throw error;
    }
  }
  const http: Http = {
    get: (path, query = {}, signal) => ask('GET', withQuery(path, query), { signal }),
    post: (path, body) => ask('POST', path, { body }),
    remove: (path) => ask('DELETE', path),
  };
  const { get, post, remove } = http;

  /** All images that the query names, page after page. */
  async function list(query: ImageQuery, signal?: AbortSignal): Promise<ImageColumns> {
    const all: ImageColumns = {
      total: 0,
      ids: [],
      scores: [],
      verdicts: [],
      labels: [],
      next: null,
    };
    let after: string | null = null;
    do {
      const page: ImageColumns = await get<ImageColumns>(
        '/api/images',
        { ...query, limit: PAGE, after },
        signal,
      );
      all.total = page.total;
      all.ids = all.ids.concat(page.ids);
      all.scores = all.scores.concat(page.scores);
      all.verdicts = all.verdicts.concat(page.verdicts);
      all.labels = all.labels.concat(page.labels);
      after = page.next;
    } while (after !== null);
    return all;
  }

  return {
    summary: () => get<ProjectSummary>('/api/project'),
    images: {
      list,
      detail: (id: number, signal?: AbortSignal) =>
        get<ImageDetail>(`/api/images/${id}`, {}, signal),
      evidence: (id: number, signal?: AbortSignal) =>
        get<Evidence>(`/api/images/${id}/evidence`, {}, signal),
      // The key makes these answers immutable; what loads a picture sends no headers of ours.
      fileUrl: (id: number) => withQuery(`/api/images/${id}/file`, { p: project }),
      thumbnailUrl: (id: number) => withQuery(`/api/images/${id}/thumbnail`, { p: project }),
    },
    checks: checksOf(http),
    evidence: evidenceOf(http),
    labels: {
      /** One decision on one image or many. `request` is its key, as in the calls below; see `asOne`. */
      give: (images: readonly number[], label: Label | null, details: GiveDetails) =>
        post<{ batch: LabelBatch }>('/api/labels', {
          items: images.map((image) => ({ image, label })),
          ...details,
        }),
      /** The newest decision that counts, or the one named. */
      undo: (request: string, batch?: number) =>
        post<UndoAnswer>('/api/labels/undo', { batch, request }),
      redo: (request: string) => post<UndoAnswer>('/api/labels/redo', { request }),
    },
    transfer: {
      import: (request: ImportRequest) => post<Job>('/api/imports', request),
      export: (file?: string) => post<Job>('/api/exports', file ? { file } : {}),
    },
    detectors: {
      list: () => get<DetectorInfo[]>('/api/detectors'),
      detail: (id: number) => get<DetectorDetail>(`/api/detectors/${id}`),
      train: () => post<Job>('/api/detectors/train'),
      retrain: () => post<Job>('/api/detectors/retrain'),
      score: (shift: ShiftId) => post<Job>('/api/detectors/score', shift === null ? {} : { shift }),
      histogram: (shift: ShiftId, bins: number, signal?: AbortSignal) =>
        get<Histogram>('/api/histogram', { shift, bins }, signal),
    },
    calibration: calibrationOf(http),
    drift: driftOf(http),
    /** One shift as a page of its own, for keeping. */
    reportUrl: (shift: number, lang: string) =>
      withQuery(`/api/shifts/${shift}/report/page`, { lang }),
    wall: wallOf(http),
    versions: versionsOf(http),
    review: reviewOf(http),
    watch: watchOf(http),
    jobs: {
      list: (limit = 50) => get<Job[]>('/api/jobs', { limit }),
      one: (id: number) => get<Job>(`/api/jobs/${id}`),
      cancel: (id: number) => remove<Job>(`/api/jobs/${id}`),
      restart: (id: number) => post<Job>(`/api/jobs/${id}/restart`),
    },
  };
}

/**
 * A picture, decoded as its pixels are stored.
 *
 * @throws Error where there is none to be had, or it is no picture
 */
export async function bitmapOf(url: string, signal?: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(url, signal ? { signal } : {});
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return createImageBitmap(await response.blob(), {
    // As the detector sees it, which takes no notice of how the camera was held.
    imageOrientation: 'none',
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
}

interface EventListeners {
  /** `id` counts up by one; a gap means that something was missed. */
  event(name: 'job' | 'labels' | 'detector' | 'golden', id: number, data: unknown): void;
  /** Whether the stream stands; while it doesn't, the caller polls. */
  connected(yes: boolean): void;
}

/** Listens to the engine's events; the browser reconnects by itself. Returns the way to stop. */
export function listen(listeners: EventListeners): () => void {
  const source = new EventSource('/api/events');
  source.onopen = () => listeners.connected(true);
  source.onerror = () => listeners.connected(false);
  for (const name of ['job', 'labels', 'detector', 'golden'] as const) {
    source.addEventListener(name, (message: MessageEvent<string>) => {
      listeners.event(name, Number(message.lastEventId), JSON.parse(message.data));
    });
  }
  return () => source.close();
}
