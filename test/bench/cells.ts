import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Evaluation } from '../../src-main/shared/api/detectors.ts';
import type { QueueGroup } from '../../src-main/shared/api/review.ts';
import type { Label } from '../../src-main/shared/words.ts';
import { lunkaJson } from '../helpers/cli.ts';
import { answerQueue } from './answers.ts';

/**
 * The numbers of docs/results.md:
 *
 *     node test/bench/cells.ts FOLDER [--preset NAME] [--seeds 5] [--decisions 20]
 *
 * FOLDER holds train/, proliv/ and test/ (the unpacked lunka.tar.xz). For each seed: the rates on
 * the whole shift cold; then one half of the shift is reviewed with truthful decisions and the other
 * half, which shares no image with it, is judged before and after.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    preset: { type: 'string', default: 'default' },
    seeds: { type: 'string', default: '5' },
    decisions: { type: 'string', default: '20' },
  },
});
const [source] = positionals;
if (!source) throw new Error('Expected the folder with train/, proliv/ and test/');
const data = path.resolve(source);
const images = path.join(data, 'test', 'imgs');
const work = mkdtempSync(path.join(os.tmpdir(), 'lunka-bench-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const truth = new Map<string, Label>(
  readFileSync(path.join(data, 'test', 'test_annotation.txt'), 'utf8')
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) => line.split(' ') as [string, string])
    .map(([name, leak]) => [name, leak === '1' ? 'leak' : 'normal']),
);

const lunka = <T>(...args: string[]): Promise<T> => lunkaJson<T>(args, work);

/** A folder in the `lunka` layout whose shift is only these files. */
function sourceWith(name: string, files: readonly string[]): string {
  const folder = path.join(work, name);
  mkdirSync(path.join(folder, 'test', 'imgs'), { recursive: true });
  for (const part of ['train', 'proliv']) {
    symlinkSync(path.join(data, part), path.join(folder, part), 'dir');
  }
  for (const file of files) {
    symlinkSync(path.join(images, file), path.join(folder, 'test', 'imgs', file));
  }
  return folder;
}

function annotationsOf(name: string, files: readonly string[]): string {
  const file = path.join(work, `${name}.txt`);
  writeFileSync(file, files.map((f) => `${f} ${truth.get(f) === 'leak' ? 1 : 0}\n`).join(''));
  return file;
}

async function imported(name: string, from: string): Promise<string> {
  const project = path.join(work, `${name}.project`);
  await lunka('init', project);
  await lunka('import', project, from, '--shift', 'A');
  return project;
}

const judge = (project: string, annotations: string): Promise<Evaluation> =>
  lunka<Evaluation>('evaluate', project, images, '--annotations', annotations);

/** Halves by content, another for each seed, so that copies stay together. */
function halves(seed: number): [string[], string[]] {
  const parts: [string[], string[]] = [[], []];
  for (const file of readdirSync(images).filter((name) => truth.has(name))) {
    const hash = createHash('sha256').update(`${seed}:`).update(readFileSync(path.join(images, file))); // prettier-ignore
    parts[hash.digest()[0]! % 2]!.push(file);
  }
  return parts;
}

function report(what: string, seed: number, result: Evaluation): void {
  const { tp, fn, tn, fp, tpr, tnr, auroc } = result;
  console.log(
    [
      what.padEnd(22),
      `seed ${seed}`,
      `TPR ${tpr!.toFixed(4)} (${tp}/${tp + fn})`,
      `TNR ${tnr!.toFixed(4)} (${tn}/${tn + fp})`,
      `AUROC ${auroc!.toFixed(4)}`,
    ].join('   '),
  );
}

const whole = await imported('whole', data);
const everything = annotationsOf('everything', [...truth.keys()]);
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  const train = ['--preset', values.preset, '--seed', String(seed)];
  const cold = path.join(work, `cold-${seed}`);
  cpSync(whole, cold, { recursive: true });
  await lunka('train', cold, ...train);
  report('cold, whole shift', seed, await judge(cold, everything));

  const [reviewed, other] = halves(seed);
  const half = await imported(`half-${seed}`, sourceWith(`source-${seed}`, reviewed));
  const apart = annotationsOf(`other-${seed}`, other);
  await lunka('train', half, ...train);
  report('other half, cold', seed, await judge(half, apart));
  const { groups } = await lunka<{ groups: QueueGroup[] }>('queue', half, '--shift', 'A');
  const { rows, decisions } = answerQueue(groups, truth, Number(values.decisions));
  const csv = path.join(work, `answers-${seed}.csv`);
  writeFileSync(csv, ['file,label', ...rows.map((r) => `${r.file},${r.label}`)].join('\n'));
  await lunka('label', half, '--from', csv);
  const { activated } = await lunkaJson<{ activated: boolean }>(['retrain', half], work);
  report(`after ${decisions} decisions${activated ? '' : ' (refused)'}`, seed, await judge(half, apart)); // prettier-ignore
}
