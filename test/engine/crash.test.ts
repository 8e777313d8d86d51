import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import { createClient, type ApiClient } from '../helpers/client.ts';
import {
  QUICK,
  ROOT,
  startEngine,
  temporaryFolder,
  trainProject,
  type TrainedProject,
} from '../helpers/project.ts';

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject({ train: 60, proliv: 8, shift: 20 });
});
afterAll(() => trained.remove());

/** The node host in a process of its own, as `lunka serve` starts it, and how to kill it. */
async function serveElsewhere(folder: string): Promise<{ api: ApiClient; kill(): Promise<void> }> {
  const cli = path.join(ROOT, 'src-main', 'node', 'cli.ts');
  const state = await temporaryFolder();
  const child = spawn(process.execPath, [cli, 'serve', folder], {
    env: { ...process.env, LUNKA_STATE: state },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    said += chunk as string;
    if (said.includes('token=')) break;
  }
  const address = new URL(/http:\S+/.exec(said)![0]);
  const token = address.searchParams.get('token')!;
  const api = createClient((request) => {
    request.headers.set('authorization', `Bearer ${token}`);
    return fetch(request);
  }, address.origin);
  return {
    api,
    async kill() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

async function closedCopy(): Promise<string> {
  const { folder, close } = await trained.open();
  await close();
  return folder;
}

describe('a process that is killed', () => {
  it('has kept every label that it answered', async () => {
    const folder = await closedCopy();
    const { api, kill } = await serveElsewhere(folder);
    await api.post('labels', { items: [{ image: 1, label: 'leak' }] });
    await api.post('labels', { items: [{ image: 2, label: 'unsure' }] });
    await kill();
    const again = startEngine(folder);
    try {
      const { labels } = await again.api.get<ImageColumns>('images?order=id&limit=2');
      expect(labels).toEqual(['leak', 'unsure']);
    } finally {
      await again.close();
    }
  });

  it('leaves a training as interrupted, nothing half made, and it can be restarted', async () => {
    const folder = await closedCopy();
    const { api, kill } = await serveElsewhere(folder);
    const { id } = await api.post<Job>('detectors/train', { ...QUICK, epochs: 1000 });
    while ((await api.get<Job>(`jobs/${id}`)).progress?.phase !== 'training') {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await readdir(path.join(folder, 'detectors'))).toContain(`.unfinished-${id}`);
    await kill();
    const again = startEngine(folder);
    try {
      expect(await again.api.get(`jobs/${id}`)).toMatchObject({ state: 'interrupted' });
      expect(await readdir(path.join(folder, 'detectors'))).toHaveLength(1);
      expect(await again.api.get('project')).toMatchObject({ active: { id: 1 } });
      const restarted = await again.api.post<Job>(`jobs/${id}/restart`);
      expect(restarted).toMatchObject({ state: 'queued', parameters: { epochs: 1000 } });
      await again.api.delete(`jobs/${restarted.id}`);
    } finally {
      await again.close();
    }
  });
});
