import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createNodeLauncher } from '../../src-main/node/launcher.ts';
import type { Launcher } from '../../src-main/shared/worker/process.ts';
import { temporaryFolder } from './project.ts';

/** Starts real child processes that behave as detectors must not; gone after the test. */
async function launcherOf(script: string): Promise<Launcher> {
  const file = path.join(await temporaryFolder(), 'child.mjs');
  await writeFile(file, `process.on('disconnect', () => process.exit());\n${script}`);
  return createNodeLauncher(file);
}

/** Takes every request and never answers. */
export const silentChildren = (): Promise<Launcher> =>
  launcherOf(`process.on('message', () => {});`);

/** Takes a training and tells of epoch after epoch, without an end. */
export const endlessChildren = (): Promise<Launcher> =>
  launcherOf(`process.on('message', ({ id }) => {
    let epoch = 0;
    setInterval(() => {
      const metrics = { epoch: ++epoch, loss: 1, validationLoss: 1, seconds: 0 };
      process.send({ type: 'epoch', id, metrics }, () => {});
    }, 20);
  });`);

/** Dies of the first request, with last words. */
export const dyingChildren = (): Promise<Launcher> =>
  launcherOf(`process.on('message', () => {
    process.stderr.write('out of memory in a convolution\\n', () => process.exit(3));
  });`);

/**
 * "Trains" at once, with held-out scores that tell nothing of the classes, and dies after it when
 * told to; scores with 0.5.
 */
export const guessingChildren = ({ dies = false } = {}): Promise<Launcher> =>
  launcherOf(`process.on('message', ({ type, id, images }) => {
    if (type === 'train') {
      const heldOut = images.map((image, i) => ({ id: image.id, score: (i * 7919) % 101 }));
      process.send({ type: 'done', id, result: { epochs: [], bestEpoch: 1, stopped: 'finished',
        heldOut, afterReview: [], fitted: [], fittedByHead: [], doubted: [], leftOut: [], scoredBy: 'error', parameters: 1, seconds: 0, backend: 'cpu', unreadable: [] } },
        () => ${dies} && process.exit(7));
    } else if (!${dies}) {
      if (type === 'score') process.send({ type: 'scores', id, images: images.map((image) => image.id),
        scores: images.map(() => 0.5) });
      process.send({ type: 'done', id, result: { scored: images.length, groups: [], unreadable: [] } });
    }
  });`);

/** Knows the place of no image, and is still at placing the first. */
export const placingChildren = (): Promise<Launcher> =>
  launcherOf(`process.on('message', ({ type, id, among }) => {
    if (type !== 'nearest') return;
    const result = { nearest: [], missing: [...among], unreadable: 0, space: [] };
    process.send({ type: 'done', id, result });
  });`);
