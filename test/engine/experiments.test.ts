import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { Job } from '../../src-main/shared/api/jobs.ts';
import type { ProjectSummary } from '../../src-main/shared/api/project.ts';
import type { ExperimentOutcome, ExperimentReport } from '../../src-main/shared/experiment.ts';
import { planCells, specSchema } from '../../src-main/engine/experiments/spec.ts';
import { dyingChildren } from '../helpers/children.ts';
import { newProject, ROOT, trainProject, type TrainedProject } from '../helpers/project.ts';

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject();
});
afterAll(() => trained.remove());

/** Four trainings of about a second. */
function makeSpec(changes: Record<string, unknown> = {}) {
  return {
    name: 'two <small> ones',
    presets: ['small-conv', 'cells-dense-mean-leak'],
    settings: { epochs: 2, width: 16, height: 16, noise: 0.1 },
    seeds: [1, 2],
    judge: {
      images: path.join(trained.images, 'test', 'imgs'),
      annotations: path.join(trained.images, 'test', 'test_annotation.txt'),
    },
    thresholds: ['youden', { strategy: 'tnr-at-least', value: 0.9 }],
    ...changes,
  };
}

const readReport = async ({ json }: ExperimentOutcome): Promise<ExperimentReport> =>
  JSON.parse(await readFile(json, 'utf8')) as ExperimentReport;

describe('an experiment', () => {
  it('trains every preset with every seed, judges by every strategy and leaves the detectors alone', async () => {
    const { api, folder } = await trained.open();
    const before = await api.get<DetectorInfo[]>('detectors');
    const weights = await readdir(path.join(folder, 'detectors'));
    const outcome = await api.done<ExperimentOutcome>('experiments', { spec: makeSpec() });
    expect(outcome.runs).toEqual({ total: 4, trained: 4, kept: 0, refused: 0 });
    expect(await api.get('detectors')).toEqual(before);
    expect(await readdir(path.join(folder, 'detectors'))).toEqual(weights);

    const report = await readReport(outcome);
    expect(report.cells.map(({ name }) => name)).toEqual(makeSpec().presets);
    for (const { runs, strategies, auroc } of report.cells) {
      expect(auroc).toMatchObject({ of: 2, deviation: expect.any(Number) as number });
      expect(strategies.map(({ strategy }) => strategy)).toEqual(['youden', 'tnr-at-least 0.9']);
      for (const { seed, epochs, strategies } of runs) {
        expect([1, 2]).toContain(seed);
        expect(epochs).toHaveLength(2);
        for (const strategy of strategies) {
          if (!('counts' in strategy)) throw new Error(strategy.refused);
          const { tp, fn, tn, fp } = strategy.counts;
          expect(tp + fn).toBe(report.judgedBy.leaks);
          expect(tn + fp).toBe(report.judgedBy.normals);
          expect(strategy.tnr!.low).toBeLessThanOrEqual(strategy.tnr!.rate);
          expect(strategy.tnr!.high).toBeGreaterThanOrEqual(strategy.tnr!.rate);
        }
      }
      // Another seed is another net.
      expect(runs[0]!.epochs[0]!.loss).not.toBe(runs[1]!.epochs[0]!.loss);
    }

    const html = await readFile(outcome.html, 'utf8');
    expect(html).toContain('two &lt;small&gt; ones');
    expect(html).not.toMatch(/<script|https?:/);
    // Four samples a preset, each original, corrupted, reconstructed and their difference.
    expect(html.match(/src="data:image\/png/g)).toHaveLength(2 * 4 * 4);
    expect((await stat(outcome.html)).size).toBeLessThan(2_000_000);
  });

  it('goes on where it was stopped, and trains nothing twice', async () => {
    const { api, folder } = await trained.open();
    const { id } = await api.post<Job>('experiments', { spec: makeSpec() });
    const runs = path.join(folder, 'experiments', 'runs');
    while (!existsSync(runs) || (await readdir(runs)).every((name) => !name.endsWith('.json'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await api.delete('jobs/' + id)).toMatchObject({ state: 'cancelled' });
    const left = await readdir(path.join(folder, 'experiments'));
    expect(left.toSorted()).toEqual(['checkpoints', 'runs']);
    const kept = (await readdir(runs)).filter((name) => name.endsWith('.json'));
    const written = await stat(path.join(runs, kept[0]!));

    const outcome = await api.done<ExperimentOutcome>('experiments', { spec: makeSpec() });
    expect(outcome.runs.kept).toBe(kept.length);
    expect(outcome.runs.trained).toBe(4 - kept.length);
    expect((await stat(path.join(runs, kept[0]!))).mtimeMs).toBe(written.mtimeMs);

    // Other strategies and a part of the grid need no training at all.
    const part = makeSpec({ presets: ['small-conv'], thresholds: ['max-f1'] });
    const again = await api.done<ExperimentOutcome>('experiments', { spec: part });
    expect(again.runs).toEqual({ total: 2, trained: 0, kept: 2, refused: 0 });
    expect(again.html).not.toBe(outcome.html);
  });

  it('goes on within a training that was stopped, to the same scores', async () => {
    const spec = makeSpec({ presets: ['small-conv'], seeds: [1], settings: { epochs: 60, width: 16, height: 16 } }); // prettier-ignore
    const straight = await trained.open();
    const [whole] = (await readReport(await straight.api.done('experiments', { spec }))).cells;

    const { api, folder } = await trained.open();
    const { id } = await api.post<Job>('experiments', { spec });
    const checkpoints = path.join(folder, 'experiments', 'checkpoints');
    const written = async (): Promise<boolean> =>
      existsSync(checkpoints) &&
      (await readdir(checkpoints, { recursive: true })).some((name) => name.endsWith('.bin'));
    while (!(await written())) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await api.delete('jobs/' + id)).toMatchObject({ state: 'cancelled' });
    const [cell] = (await readReport(await api.done('experiments', { spec }))).cells;
    expect(cell!.runs[0]!.resumedAfter).toBeGreaterThan(0);
    expect(cell!.runs[0]!.epochs).toHaveLength(60);
    expect(cell!.runs[0]!.roc).toEqual(whole!.runs[0]!.roc);
    expect(await written()).toBe(false);
  });

  it('reports a training that cannot be done beside those that can', async () => {
    const { api } = await trained.open();
    const spec = makeSpec({
      presets: ['small-conv'],
      seeds: [1],
      grid: { width: [18, 16] },
    });
    const outcome = await api.done<ExperimentOutcome>('experiments', { spec });
    expect(outcome.runs).toEqual({ total: 2, trained: 1, kept: 0, refused: 1 });
    const [unfit, fit] = outcome.cells;
    expect(unfit!.refused).toEqual([{ seed: 1, reason: expect.stringMatching(/18/) as string }]);
    expect(unfit!.auroc).toBeNull();
    expect(fit!.refused).toEqual([]);
    expect(fit!.auroc).toMatchObject({ of: 1, seeds: 1 });
    expect(await readFile(outcome.html, 'utf8')).toContain('Seed 1 could not be trained');

    const failed = await api.job('experiments', { spec: { ...spec, grid: { width: [18] } } });
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed.error!.message).toContain('small-conv, width=18, seed 1');
  });

  it('spans a grid, with the recipe’s own strategy where none is named, and one seed without a spread', async () => {
    const { api } = await trained.open();
    const spec = makeSpec({
      presets: ['small-conv'],
      grid: { latent: [2, 4], colour: ['gray'] },
      seeds: [7],
      thresholds: [],
    });
    const report = await readReport(await api.done('experiments', { spec }));
    expect(report.cells.map(({ name }) => name)).toEqual([
      'small-conv, latent=2, colour=gray',
      'small-conv, latent=4, colour=gray',
    ]);
    expect(report.cells[0]!.parameters).toBeLessThan(report.cells[1]!.parameters!);
    expect(report.cells[0]!.strategies).toMatchObject([{ strategy: 'youden' }]);
    expect(report.cells[0]!.auroc!.deviation).toBeNull();
  });

  it('tries scorers and nets as it tries any other setting', async () => {
    const { api } = await trained.open();
    const scorer = ['error', 'psnr', 'worst-patch', 'worst-deviation', 'mahalanobis', 'nearest'];
    const spec = makeSpec({ presets: ['patch'], grid: { scorer }, seeds: [1], settings: { epochs: 1 }, thresholds: [] }); // prettier-ignore
    const report = await readReport(await api.done('experiments', { spec }));
    expect(report.cells.map(({ name }) => name)).toEqual(scorer.map((name) => `patch, scorer=${name}`)); // prettier-ignore
    for (const { refused, auroc } of report.cells) {
      expect(refused).toEqual([]);
      expect(auroc!.mean).toBeGreaterThan(0);
    }
    // Some rank alike, as the logarithm of an error does.
    expect(new Set(report.cells.map(({ auroc }) => auroc!.mean)).size).toBeGreaterThan(1);
  });

  it('keeps images that judge out of training, whether they are named by a shift or by a folder', async () => {
    const { api } = await trained.open();
    const { labels } = await api.get<ProjectSummary>('project');
    await api.done('imports', {
      path: trained.images,
      shift: 'A',
      withAnnotations: true,
      score: false,
    });
    const one = { presets: ['small-conv'], seeds: [1] };
    const byShift = await readReport(
      await api.done('experiments', { spec: makeSpec({ ...one, judge: { shift: 'A' } }) }),
    );
    expect(byShift.learnedFrom).toEqual({ normals: labels.normal, leaks: labels.leak });
    const now = (await api.get<ProjectSummary>('project')).labels;
    const { judgedBy } = byShift;
    expect(judgedBy.normals).toBe(now.normal - labels.normal);
    expect(judgedBy.leaks).toBe(now.leak - labels.leak);
    const byFolder = await readReport(await api.done('experiments', { spec: makeSpec(one) }));
    expect(byFolder.learnedFrom).toEqual(byShift.learnedFrom);
  });

  it('says why a strategy refuses, and shows the others', async () => {
    const { api } = await newProject();
    await api.done('imports', { path: path.join(trained.images, 'train'), label: 'normal' });
    const spec = makeSpec({
      presets: ['small-conv'],
      seeds: [1],
      thresholds: ['mean-leak', 'normal-quantile'],
    });
    const outcome = await api.done<ExperimentOutcome>('experiments', { spec });
    const { cells } = await readReport(outcome);
    expect(cells[0]!.runs[0]!.strategies).toMatchObject([
      {
        strategy: 'mean-leak',
        refused: expect.stringContaining('at least 1 held-out leak') as string,
      },
      { strategy: 'normal-quantile', calibration: { proven: false } },
    ]);
    expect(cells[0]!.strategies).toMatchObject([{ tpr: null }, { tpr: { of: 1 } }]);
    expect(await readFile(outcome.html, 'utf8')).toContain(
      'mean-leak, seed 1: Expected at least 1',
    );
  });
});

describe('a wrong spec is refused before anything is trained', () => {
  it.each([
    ['an unknown preset', { presets: ['smal-conv'] }, 'unknown-preset', '"small-conv"'],
    ['no preset', { presets: [] }, 'invalid-input', 'spec.presets'],
    ['a preset twice', { presets: ['small-conv', 'small-conv'] }, 'invalid-input', 'once'],
    ['a seed twice', { seeds: [1, 1] }, 'invalid-input', 'Expected each seed once'],
    ['a seed that is none', { seeds: [-1] }, 'invalid-input', 'spec.seeds.0'],
    ['an unknown part', { preset: 'small-conv' }, 'invalid-input', 'preset'],
    ['an unknown setting', { settings: { epoch: 3 } }, 'invalid-input', '"epochs"'],
    ['an unknown setting in the grid', { grid: { epoch: [3] } }, 'invalid-input', '"epochs"'],
    ['a grid out of range', { grid: { epochs: [0] } }, 'invalid-input', 'epochs'],
    ['a foreign setting', { grid: { klWeight: [1] } }, 'setting-not-applicable', 'klWeight'],
    ['an unknown strategy', { thresholds: ['yuden'] }, 'unknown-strategy', '"youden"'],
    [
      'a number that a strategy does not take',
      { thresholds: [{ strategy: 'youden', value: 3 }] },
      'invalid-strategy-value',
      'youden',
    ],
    ['no judge', { judge: {} }, 'invalid-input', '"annotations"'],
    ['an unknown shift', { judge: { shift: 'B' } }, 'unknown-shift', '(A)'],
    ['a shift without labels', { judge: { shift: 'A' } }, 'nothing-to-judge', 'Label them'],
    [
      'a folder that is not there',
      { judge: { images: '/no/such', annotations: '/no/such.txt' } },
      'folder-not-found',
      '/no/such',
    ],
    [
      'too many trainings',
      { seeds: Array.from({ length: 100 }, (_, i) => i), grid: { epochs: [...Array(20).keys()] } },
      'too-many-runs',
      '4000',
    ],
  ])('%s', async (_, changes, code, words) => {
    const { api } = await trained.open();
    const problem = await api.problem('POST', 'experiments', { spec: makeSpec(changes) });
    expect(problem.code).toBe(code);
    expect(problem.detail).toContain(words);
    expect(await api.get<Job[]>('jobs')).not.toContainEqual(
      expect.objectContaining({ kind: 'experiment' }),
    );
  });
});

it('is documented by an example that works', async () => {
  const page = await readFile(path.join(ROOT, 'docs', 'experiments.md'), 'utf8');
  const example = JSON.parse(/```json\n(.*?)```/s.exec(page)![1]!) as unknown;
  expect(planCells(specSchema.parse(example))).toHaveLength(8);
});

describe('an experiment that cannot go on', () => {
  it('names the training whose process died, and leaves nothing half done', async () => {
    const { api, folder } = await trained.open(await dyingChildren());
    const job = await api.job('experiments', { spec: makeSpec() });
    expect(job).toMatchObject({ state: 'failed', error: { code: 'detector-died' } });
    expect(job.error!.message).toMatch(/^small-conv, seed 1: .*out of memory/s);
    // For the same command to go on from.
    expect(await readdir(path.join(folder, 'experiments'))).toEqual(['checkpoints']);
  });

  it('says so where nothing is labelled', async () => {
    const { api } = await newProject();
    const job = await api.job('experiments', { spec: makeSpec() });
    expect(job.error).toMatchObject({ code: 'too-few-normals' });
  });

  it('says so where the report cannot be written, and keeps what it trained', async () => {
    const { api, folder } = await trained.open();
    const spec = makeSpec({ presets: ['small-conv'], seeds: [1] });
    const out = path.join(folder, 'a-file');
    await writeFile(out, '');
    expect(await api.job('experiments', { spec, out })).toMatchObject({ state: 'failed' });
    await rm(out);
    const outcome = await api.done<ExperimentOutcome>('experiments', { spec, out });
    expect(outcome.runs).toEqual({ total: 1, trained: 0, kept: 1, refused: 0 });
    expect(outcome.html).toBe(path.join(out, 'report.html'));
  });
});
