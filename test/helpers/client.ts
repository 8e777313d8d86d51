import { expect } from 'vitest';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { Problem } from '../../src-main/shared/errors.ts';

type Handler = (request: Request) => Promise<Response>;

/** What a test says to an engine, whichever host it is behind. */
export type ApiClient = ReturnType<typeof createClient>;

export function createClient(fetch: Handler, origin = 'http://lunka') {
  const request = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(
      new Request(`${origin}/api/${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      }),
    );

  async function ok<T>(answer: Promise<Response>): Promise<T> {
    const response = await answer;
    const body = (await response.json()) as T;
    expect(response.ok, JSON.stringify(body)).toBe(true);
    return body;
  }

  /** Polls until a job has ended, however it ended. */
  async function ended(id: number): Promise<Job> {
    for (;;) {
      const job = await get<Job>(`jobs/${id}`);
      if (job.endedAt !== null) return job;
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }

  const get = <T>(path: string): Promise<T> => ok(request('GET', path));
  const post = <T>(path: string, body: unknown = {}): Promise<T> => ok(request('POST', path, body));

  return {
    request,
    get,
    post,
    delete: <T>(path: string): Promise<T> => ok(request('DELETE', path)),
    ended,
    /** Queues a job and waits for its end. */
    job: async (path: string, body: unknown = {}): Promise<Job> =>
      ended((await post<Job>(path, body)).id),
    /** The result of a job that must be done. */
    async done<T>(path: string, body: unknown = {}): Promise<T> {
      const job = await ended((await post<Job>(path, body)).id);
      expect(job.state, JSON.stringify(job.error)).toBe('done');
      return job.result as T;
    },
    /** The problem that a request is answered with; checks its shape. */
    async problem(method: string, path: string, body?: unknown): Promise<Problem> {
      const response = await request(method, path, body);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      const problem = (await response.json()) as Problem;
      expect(problem).toEqual({
        type: `urn:lunka:problem:${problem.code}`,
        title: expect.any(String) as string,
        status: response.status,
        code: expect.stringMatching(/^[a-z]+(-[a-z]+)*$/) as string,
        detail: expect.stringMatching(/\S/) as string,
      });
      return problem;
    },
  };
}
