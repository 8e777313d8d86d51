import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Reconstruction,
  ScoreResult,
  TrainResult,
} from '../../src-main/shared/worker/results.ts';
import type { TrainRequest, WorkerRequest } from '../../src-main/shared/worker/requests.ts';
import type { WorkerResponse } from '../../src-main/shared/worker/process.ts';
import { recipe, temporaryFolder, writeCells } from './cells.ts';

const WORKER = join(import.meta.dirname, '../../src-main/detector/worker.ts');

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A real child process, and the conversation with it. */
function startWorker() {
  const child = fork(WORKER, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const heard: WorkerResponse[] = [];
  child.on('message', (message) => heard.push(message as WorkerResponse));
  let next = 1;
  /** Posts a request and waits for its last word; the rest is in `heard`. */
  const ask = <T>(request: Unnumbered<WorkerRequest>): Promise<T> => {
    const id = next++;
    child.send({ ...request, id });
    return new Promise((resolve, reject) => {
      child.on('message', function listen(message) {
        const response = message as WorkerResponse;
        if (response.type === 'ready' || response.id !== id) return;
        if (response.type !== 'done' && response.type !== 'failed') return;
        child.off('message', listen);
        if (response.type === 'done') resolve(response.result as T);
        else reject(response);
      });
    });
  };
  return { child, heard, ask, ready: once(child, 'message') };
}

describe('the detector process', () => {
  let worker: ReturnType<typeof startWorker>;
  let cells: TrainRequest['images'];
  let folder: string;

  beforeAll(async () => {
    worker = startWorker();
    await worker.ready;
  });
  afterAll(() => worker.child.kill());

  const train = async (changes: Partial<TrainRequest> = {}): Promise<TrainResult> =>
    worker.ask({ type: 'train', recipe, seed: 1, images: cells, folder, ...changes });

  const prepare = async (normals = 40, leaks = 6): Promise<void> => {
    const root = await temporaryFolder();
    folder = join(root, 'detector');
    await mkdir(folder);
    cells = await writeCells(root, normals, leaks);
  };

  it('says that it is ready first', () => {
    expect(worker.heard[0]).toEqual({ type: 'ready' });
  });

  it('trains, scores and reconstructs', { timeout: 60_000 }, async () => {
    await prepare();
    const result = await train();
    const held = result.heldOut.map(({ id }) => id);
    expect(result.fitted).toHaveLength(30);
    expect(held).toHaveLength(16);
    expect(held.filter((id) => result.fitted.includes(id))).toEqual([]);
    expect(result.epochs).toHaveLength(4);
    expect(result.unreadable).toEqual([]);
    expect(worker.heard.some((message) => message.type === 'progress')).toBe(true);

    const normalScores = result.heldOut.filter(({ id }) => id < 40).map(({ score }) => score);
    const leakScores = result.heldOut.filter(({ id }) => id >= 40).map(({ score }) => score);
    expect(Math.min(...leakScores)).toBeGreaterThan(Math.max(...normalScores));

    const scored = await worker.ask<ScoreResult>({ type: 'score', folder, images: cells });
    expect(scored).toEqual({ scored: 46, unreadable: [] });
    const scores = new Map<number, number>();
    for (const message of worker.heard) {
      if (message.type !== 'scores') continue;
      message.images.forEach((id, i) => scores.set(id, message.scores[i]!));
    }
    expect(scores.size).toBe(46);
    for (const { id, score } of result.heldOut) expect(scores.get(id)).toBeCloseTo(score, 4);

    const picture = await worker.ask<Reconstruction>({
      type: 'reconstruct',
      folder,
      path: cells[45]!.path,
    });
    expect(picture.score).toBeCloseTo(scores.get(45)!, 4);
    expect([picture.width, picture.height]).toEqual([16, 16]);
    for (const bytes of [picture.input, picture.reconstruction, picture.difference]) {
      expect(bytes).toHaveLength(16 * 16 * 3);
    }
    picture.difference.forEach((value, i) => {
      const expected = 128 + picture.input[i]! - picture.reconstruction[i]!;
      expect(Math.abs(value - Math.min(255, Math.max(0, expected)))).toBeLessThanOrEqual(1);
    });
  });

  it('writes the same weights for the same seed', { timeout: 60_000 }, async () => {
    await prepare();
    await train();
    const first = await readFile(join(folder, 'weights.bin'));
    const again = join(folder, 'again');
    await mkdir(again);
    await train({ folder: again });
    expect(await readFile(join(again, 'weights.bin'))).toEqual(first);
  });

  it('goes on past files that it cannot read, and names them', { timeout: 60_000 }, async () => {
    await prepare();
    await writeFile(cells[3]!.path, 'not an image');
    cells.push({
      id: 99,
      path: join(folder, 'gone.jpg'),
      label: 'leak',
      group: 99,
      reviewed: false,
    });
    const result = await train();
    expect(result.unreadable.map(({ id }) => id).sort()).toEqual([3, 99]);
    expect(result.unreadable.every(({ reason }) => reason.length > 20)).toBe(true);
    const scored = await worker.ask<ScoreResult>({ type: 'score', folder, images: cells });
    expect(scored).toMatchObject({ scored: 45, unreadable: [{ id: 3 }, { id: 99 }] });
    await expect(
      worker.ask({ type: 'reconstruct', folder, path: cells[3]!.path }),
    ).rejects.toMatchObject({ type: 'failed', code: 'image-unreadable' });
  });

  it(
    'fails on what it cannot do, with a code, and stays ready for the next',
    { timeout: 60_000 },
    async () => {
      await prepare(24, 1);
      const fails = (changes: Partial<TrainRequest>, code: string) =>
        expect(train(changes)).rejects.toMatchObject({ type: 'failed', code });
      await fails({ images: cells.slice(5) }, 'too-few-normals');
      await fails({ images: cells.map((cell) => ({ ...cell, group: 1 })) }, 'normals-all-alike');
      await fails({ images: cells.map((cell) => ({ ...cell, path: folder })) }, 'too-few-normals');
      const options = { channels: [8, 8, 8], latent: 4 };
      const odd = { ...recipe, preprocess: { ...recipe.preprocess, width: 24 } };
      const deep = { ...odd, architecture: { name: 'small-conv', options } };
      await fails({ recipe: deep }, 'sizes-do-not-fit');
      await fails(
        { recipe: { ...recipe, architecture: { name: 'huge', options } } },
        'architecture-unknown',
      );
      const shut = { widths: [8], bottleneck: 'relu', output: 'sigmoid', batchNorm: false };
      await fails(
        { recipe: { ...recipe, architecture: { name: 'dense', options: shut } } },
        'recipe-not-valid',
      );
      const wild = { ...recipe, training: { ...recipe.training, learningRate: 1e20 } };
      await fails({ recipe: wild }, 'training-diverged');
      await fails({ keepNet: folder }, 'detector-not-found');
      expect(await readdir(folder)).toEqual([]);

      await train();
      await fails({ recipe: odd, keepNet: folder }, 'kept-net-differs');
      await expect(
        worker.ask({ type: 'score', folder: join(folder, 'unknown'), images: cells }),
      ).rejects.toMatchObject({ code: 'detector-not-found' });
      await expect(
        worker.ask({ type: 'dance' } as unknown as Unnumbered<WorkerRequest>),
      ).rejects.toMatchObject({ code: 'request-unknown' });
      expect(await worker.ask({ type: 'score', folder, images: cells })).toMatchObject({
        scored: 25,
      });
    },
  );

  it(
    'leaves nothing that looks whole when it is killed in the middle',
    { timeout: 60_000 },
    async () => {
      await prepare();
      const victim = startWorker();
      await victim.ready;
      const endless = { ...recipe.training, epochs: 100_000, patience: 100_000 };
      const exit = once(victim.child, 'exit');
      victim.child.on('message', (message) => {
        const response = message as WorkerResponse;
        if (response.type === 'progress' && response.progress.phase === 'training')
          victim.child.kill();
      });
      void victim.ask({
        type: 'train',
        recipe: { ...recipe, training: endless },
        seed: 1,
        images: cells,
        folder,
      });
      expect(await exit).toEqual([null, 'SIGTERM']);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it(
    'goes on where it was killed, to the same weights as without the interruption',
    { timeout: 60_000 },
    async () => {
      await prepare();
      // Long enough to be killed in, however late this process notices the first checkpoint.
      const training = { ...recipe.training, epochs: 60, patience: 60 };
      const long = { ...recipe, training };
      await train({ recipe: long });
      const whole = await readFile(join(folder, 'weights.bin'));
      const [resume, again] = [join(folder, 'resume'), join(folder, 'again')];
      await mkdir(resume);
      await mkdir(again);

      const victim = startWorker();
      await victim.ready;
      const exit = once(victim.child, 'exit');
      // Killed as soon as the first epoch's checkpoint is there.
      const watch = setInterval(() => {
        if (existsSync(join(resume, 'checkpoint.bin'))) victim.child.kill();
      }, 1);
      void victim.ask({
        type: 'train',
        recipe: long,
        seed: 1,
        images: cells,
        folder: again,
        resume,
      });
      await exit;
      clearInterval(watch);

      const result = await train({ recipe: long, folder: again, resume });
      expect(result.resumedAfter).toBeGreaterThan(0);
      expect(result.epochs).toHaveLength(60);
      expect(await readFile(join(again, 'weights.bin'))).toEqual(whole);
      expect(await readdir(resume)).toEqual([]);
    },
  );

  it('ends in the middle of training when its parent has gone', { timeout: 60_000 }, async () => {
    await prepare();
    const orphan = startWorker();
    await orphan.ready;
    const endless = { ...recipe.training, epochs: 100_000, patience: 100_000 };
    const exit = once(orphan.child, 'exit');
    orphan.child.once('message', () => orphan.child.disconnect());
    void orphan.ask({
      type: 'train',
      recipe: { ...recipe, training: endless },
      seed: 1,
      images: cells,
      folder,
    });
    expect(await exit).toEqual([0, null]);
  });
});
