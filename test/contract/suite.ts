import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Health,
  ProjectInfo,
  ProjectSummary,
  WorkbenchInfo,
} from '../../src-main/shared/api/project.ts';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { ImportResult } from '../../src-main/shared/api/imports.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import { createClient, type ApiClient } from '../helpers/client.ts';
import { makeFolder, writeImage } from '../helpers/project.ts';

/** A host under test: its way from a Request to a Response, and where its origin is. */
export interface Host {
  fetch: (request: Request) => Promise<Response>;
  origin: string;
  close(): Promise<void>;
}

/** What every host promises a client, said once and held against each of them. */
export function describeContract(name: string, start: (folder: string) => Promise<Host>): void {
  describe(`the contract, ${name}`, () => {
    let root: string;
    let host: Host;
    let api: ApiClient;
    const project = (): string => path.join(root, 'project');
    const images = (): string => path.join(root, 'images');

    beforeAll(async () => {
      root = await makeFolder();
      await mkdir(images());
      for (let i = 0; i < 5; i++) await writeImage(path.join(images(), `${i}.jpg`), i);
      host = await start(root);
      api = createClient(host.fetch, host.origin);
    });
    afterAll(async () => {
      await host.close();
      await rm(root, { recursive: true, force: true });
    });

    it('answers 409 to everything but the workbench while no project is open', async () => {
      expect(await api.get<WorkbenchInfo>('workbench')).toMatchObject({
        host: 'browser',
        project: null,
        recent: [],
      });
      for (const route of ['health', 'project', 'images/1', 'nonsense']) {
        expect(await api.problem('GET', route)).toMatchObject({ status: 409, code: 'no-project' });
      }
    });

    it('refuses to open what is no project, and to make one without a name for it', async () => {
      const missing = await api.problem('POST', 'workbench/open', { folder: project() });
      expect(missing).toMatchObject({ status: 404, code: 'project-not-found' });
      expect(missing.detail).toContain(project());
      expect((await api.problem('POST', 'workbench/open', {})).code).toBe('invalid-input');
      expect((await api.problem('POST', 'workbench/create', { folder: ' ' })).code).toBe(
        'invalid-input',
      );
      const full = await api.problem('POST', 'workbench/create', { folder: images() });
      expect(full.code).toBe('folder-not-empty');
    });

    it('makes a project, closes it, and opens it again', async () => {
      const made = await api.post<ProjectInfo>('workbench/create', {
        folder: project(),
        name: 'Плавка',
      });
      expect(made).toMatchObject({ name: 'Плавка', folder: project() });
      expect(await api.problem('POST', 'workbench/create', { folder: project() })).toMatchObject({
        status: 409,
        code: 'project-exists',
      });
      expect(await api.post('workbench/close')).toEqual({ ok: true });
      expect((await api.problem('GET', 'project')).code).toBe('no-project');
      expect(await api.post('workbench/open', { folder: project() })).toEqual(made);
      const { project: open, recent } = await api.get<WorkbenchInfo>('workbench');
      expect(open).toEqual(made);
      expect(recent).toMatchObject([{ folder: project(), name: 'Плавка', exists: true }]);
    });

    it('keeps the project at hand when another cannot be opened', async () => {
      await api.problem('POST', 'workbench/open', { folder: path.join(root, 'nowhere') });
      expect(await api.get('project')).toMatchObject({ folder: project() });
    });

    it('leaves one project open when two are opened at once', async () => {
      const other = path.join(root, 'other');
      await api.post('workbench/create', { folder: other });
      await Promise.all([
        api.post('workbench/open', { folder: project() }),
        api.post('workbench/open', { folder: other }),
        api.post('workbench/open', { folder: project() }),
      ]);
      await api.post('workbench/close');
      // What was left open by mistake would still hold its database.
      expect(await api.post('workbench/open', { folder: other })).toMatchObject({ folder: other });
      expect(await api.post('workbench/open', { folder: project() })).toMatchObject({
        folder: project(),
      });
    });

    it('says how it is', async () => {
      const health = await api.get<Health>('health');
      expect(health).toMatchObject({ ok: true, pid: process.pid });
      expect(health.memoryMb).toBeGreaterThan(1);
    });

    it('takes images in by a job that can be polled to its end', async () => {
      const response = await api.request('POST', 'imports', { path: images(), shift: 'ночь 1' });
      expect(response.status).toBe(202);
      const queued = (await response.json()) as Job;
      expect(queued).toMatchObject({ kind: 'import', endedAt: null, error: null });
      const ended = await api.ended(queued.id);
      expect(ended).toMatchObject({ state: 'done', progress: { done: 5, total: 5 } });
      expect((ended.result as ImportResult).added).toBe(5);
      expect((await api.get<ProjectSummary>('project')).shifts[0]).toMatchObject({
        name: 'ночь 1',
      });
    });

    it('lists images in columns of one length', async () => {
      const list = await api.get<ImageColumns>('images');
      const { total, ids, scores, verdicts, labels } = list;
      expect([total, ids.length, scores.length, verdicts.length, labels.length]).toEqual([
        5, 5, 5, 5, 5,
      ]);
    });

    it('serves an image’s bytes with their type and for ever', async () => {
      const { key } = await api.get<ProjectSummary>('project');
      const response = await api.request('GET', `images/1/file?p=${key}`);
      expect(response.headers.get('content-type')).toBe('image/jpeg');
      expect(response.headers.get('cache-control')).toContain('immutable');
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xd8]);
    });

    it('stores a label and takes it back', async () => {
      await api.post('labels', { items: [{ image: 1, label: 'leak' }], author: 'Анна' });
      expect(await api.get('images/1')).toMatchObject({
        label: 'leak',
        history: [{ author: 'Анна' }],
      });
      await api.post('labels/undo');
      expect(await api.get('images/1')).toMatchObject({ label: null });
    });

    it('answers every mistake as problem details', async () => {
      for (const [method, route, body, status, code] of [
        ['GET', 'nonsense', undefined, 404, 'no-such-route'],
        ['DELETE', 'project', undefined, 404, 'no-such-route'],
        ['GET', 'images/77', undefined, 404, 'not-found'],
        ['POST', 'labels', { items: 'all' }, 400, 'invalid-input'],
        ['POST', 'detectors/score', {}, 409, 'no-detector'],
      ] as const) {
        expect(await api.problem(method, route, body)).toMatchObject({ status, code });
      }
      const broken = await host.fetch(
        new Request(`${host.origin}/api/labels`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"items": [',
        }),
      );
      expect(broken.status).toBe(400);
      expect(await broken.json()).toMatchObject({ code: 'invalid-request' });
    });

    it('streams events as they come', async () => {
      const response = await api.request('GET', 'events');
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let heard = '';
      await api.post('labels', { items: [{ image: 2, label: 'normal' }] });
      while (!heard.includes('event: labels')) {
        const { value, done } = await reader.read();
        expect(done).toBe(false);
        heard += value;
      }
      expect(heard).toMatch(/^event: hello/);
      expect(heard).toMatch(/id: \d+/);
      await reader.cancel();
    });

    it('serves the page under every address without an extension, with a policy of its own', async () => {
      for (const address of ['/', '/review/3?flagged=true']) {
        const page = await host.fetch(new Request(host.origin + address));
        expect(page.status).toBe(200);
        expect(page.headers.get('content-type')).toContain('text/html');
        expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
      }
      const script = await host.fetch(new Request(`${host.origin}/assets/app.js`));
      expect(script.headers.get('cache-control')).toContain('immutable');
      expect((await host.fetch(new Request(`${host.origin}/assets/none.js`))).status).toBe(404);
      expect((await host.fetch(new Request(host.origin, { method: 'POST' }))).status).toBe(405);
    });

    it.each([
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '/%00secret.txt',
      '/%zz',
    ])('serves nothing from outside its folder: %s', async (address) => {
      const response = await host.fetch(new Request(host.origin + address));
      expect(await response.text()).not.toContain('top secret');
      expect([400, 404]).toContain(response.status);
    });
  });
}
