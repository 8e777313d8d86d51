import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { ExperimentOutcome } from '../../src-main/shared/experiment.ts';
import { lunka, lunkaJson, startLunka } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/project.ts';
import { generateProject } from '../../src-main/imaging/generator/index.ts';

/** A project that has learned nothing yet, and a spec whose paths count from its own folder. */
async function makeProject(): Promise<{ cwd: string; spec: string }> {
  const cwd = await temporaryFolder();
  await generateProject(path.join(cwd, 'images'), { seed: 5, train: 90, proliv: 12, shift: 40 });
  await lunkaJson(['init', 'P'], cwd);
  await lunkaJson(['import', 'P', 'images'], cwd);
  await mkdir(path.join(cwd, 'specs'));
  const spec = path.join('specs', 'four.json');
  await writeFile(
    path.join(cwd, spec),
    JSON.stringify({
      name: 'four seeds',
      presets: ['small-conv'],
      settings: { epochs: 3, width: 16, height: 16 },
      seeds: [1, 2, 3, 4],
      judge: {
        images: '../images/test/imgs',
        annotations: '../images/test/test_annotation.txt',
      },
    }),
  );
  return { cwd, spec };
}

it('is stopped by Ctrl-C between or within trainings, and the same command goes on', async () => {
  const { cwd, spec } = await makeProject();
  const args = ['experiment', 'P', spec, '--out', 'found'];
  const first = startLunka(args, cwd);
  await first.said(/run 2\/4/);
  first.interrupt();
  const { code, stderr } = await first.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('run the command again to go on');

  const outcome = await lunkaJson<ExperimentOutcome>(args, cwd);
  const { total, trained, kept } = outcome.runs;
  expect(total).toBe(4);
  expect(kept).toBeGreaterThanOrEqual(1);
  expect(trained).toBe(4 - kept);
  expect(trained).toBeGreaterThanOrEqual(1);
  expect(outcome.html).toBe(path.join(cwd, 'found', 'report.html'));

  const { stdout } = await lunka(args, cwd);
  expect(stdout).toMatch(/small-conv +youden .*±/);
  expect(await lunkaJson(['detectors', 'P'], cwd)).toEqual([]);
});

it('wants a spec that is there and is JSON, and says what is wrong in it', async () => {
  const cwd = await temporaryFolder();
  await lunkaJson(['init', 'P'], cwd);
  const said = async (text: string | null): Promise<[number | null, string]> => {
    if (text !== null) await writeFile(path.join(cwd, 'spec.json'), text);
    const { code, stderr } = await lunka(['experiment', 'P', 'spec.json'], cwd);
    return [code, stderr];
  };
  expect(await said(null)).toEqual([1, expect.stringContaining('found none') as string]);
  expect(await said('{')).toEqual([2, expect.stringContaining('expected JSON') as string]);
  expect(await said('null')).toEqual([2, expect.stringContaining('spec') as string]);
  expect(await said('{"name":"x","presets":["small-conf"],"judge":{"shift":"A"}}')).toEqual([
    2,
    expect.stringContaining('Did you mean "small-conv"?') as string,
  ]);
  expect(await said('{"name":"x","preset":["default"],"judge":{"shift":"A"}}')).toEqual([
    2,
    expect.stringContaining('Unknown part of an experiment "preset". Did you mean "presets"?') as string, // prettier-ignore
  ]);
});
