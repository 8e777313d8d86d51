import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rm } from 'node:fs/promises';
import { serve, type Served } from '../../src-main/node/serve.ts';
import { makeFolder } from '../helpers/project.ts';
import { startWorkbench } from './start.ts';
import { describeContract } from './suite.ts';

describeContract('over loopback', async (root) => {
  const workbench = await startWorkbench(root);
  const served = await serve(workbench.fetch, 0);
  return {
    origin: served.origin,
    fetch: (asked: Request) => {
      asked.headers.set('authorization', `Bearer ${served.token}`);
      return fetch(asked);
    },
    async close() {
      await served.close();
      await workbench.close();
    },
  };
});

describe('the guard of the loopback host', () => {
  let root: string;
  let served: Served;
  beforeAll(async () => {
    root = await makeFolder();
    served = await serve((await startWorkbench(root)).fetch, 0);
  });
  afterAll(async () => {
    await served.close();
    await rm(root, { recursive: true, force: true });
  });

  /** Sends any header, which `fetch` would not. */
  function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
    return new Promise<{ status: number; headers: Record<string, string | string[] | undefined> }>(
      (resolve, reject) => {
        const { hostname, port } = new URL(served.origin);
        request({ hostname, port, path, method, headers }, (response) => {
          response.resume();
          resolve({ status: response.statusCode!, headers: response.headers });
        })
          .on('error', reject)
          .end();
      },
    );
  }
  const bearer = (): Record<string, string> => ({ authorization: `Bearer ${served.token}` });

  it.each([
    ['no token', () => ({})],
    ['an empty token', () => ({ authorization: 'Bearer ' })],
    [
      'a wrong token of the same length',
      () => ({ authorization: `Bearer ${'x'.repeat(served.token.length)}` }),
    ],
    ['the token under another cookie', () => ({ cookie: `other=${served.token}` })],
  ])('answers 401 to %s, for pages and for the engine', async (_, headers) => {
    expect((await ask('/', headers())).status).toBe(401);
    expect((await ask('/api/workbench', headers())).status).toBe(401);
    expect((await ask('/api/workbench/close', headers(), 'POST')).status).toBe(401);
  });

  it('answers 403 to a Host that is not ours, even with the token', async () => {
    for (const host of [
      'evil.example',
      '127.0.0.1',
      '127.0.0.1:1',
      `evil.example:${new URL(served.origin).port}`,
    ]) {
      expect((await ask('/api/workbench', { ...bearer(), host })).status, host).toBe(403);
    }
  });

  it('answers 403 to a foreign Origin, even with the token', async () => {
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1']) {
      expect((await ask('/api/workbench', { ...bearer(), origin })).status, origin).toBe(403);
    }
    expect((await ask('/api/workbench', { ...bearer(), origin: served.origin })).status).toBe(200);
  });

  it('turns the token of the first visit into a cookie that scripts cannot read', async () => {
    const visit = await ask(`/review?x=1&token=${served.token}`);
    expect(visit.status).toBe(303);
    expect(visit.headers['location']).toBe('/review?x=1');
    const [cookie] = visit.headers['set-cookie'] as string[];
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict; Path=\//);
    const pair = cookie!.split(';')[0]!;
    expect((await ask('/review?x=1', { cookie: `theme=dark; ${pair}` })).status).toBe(200);
    expect((await ask('/api/workbench', { cookie: pair })).status).toBe(200);
  });

  it('takes no wrong token from the address, and none for anything but a visit', async () => {
    expect((await ask('/?token=wrong')).status).toBe(401);
    expect((await ask(`/api/workbench/close?token=${served.token}`, {}, 'POST')).status).toBe(401);
  });

  it('never sends a visitor to another host', async () => {
    const visit = await ask(`//evil.example/?token=${served.token}`);
    const target = new URL(String(visit.headers['location'] ?? '/'), served.origin);
    expect(target.origin).toBe(served.origin);
  });

  it('says when its port is taken', async () => {
    const port = Number(new URL(served.origin).port);
    await expect(serve(async () => new Response(), port)).rejects.toMatchObject({
      code: 'port-in-use',
    });
  });

  it('listens on the loopback interface alone', () => {
    expect(new URL(served.origin).hostname).toBe('127.0.0.1');
  });
});
