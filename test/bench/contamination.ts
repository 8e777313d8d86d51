import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Evaluation } from '../../src-main/shared/api/detectors.ts';
import type { Suspect } from '../../src-main/shared/api/suspects.ts';
import { seededRandom, shuffle } from '../../src-main/shared/random.ts';
import { lunkaJson } from '../helpers/cli.ts';

/**
 * What hidden leaks among the normals cost, and whether they are pointed at; the numbers of
 * docs/results.md, "Contamination":
 *
 *     node test/bench/contamination.ts FOLDER [--seeds 5] [--percent 1] [--apart 25] [--shift]
 *
 * FOLDER holds train/ and proliv/. For each seed a quarter of both is kept apart by content; of the
 * other leaks so many are put among the normals that they make up `--percent` of them. A detector
 * trained on that, one trained on the same images rightly labelled and one that was never given those
 * leaks at all judge what was kept apart: the last tells what the labels do from what their loss does.
 * With --shift all also judge FOLDER/test, for a report; nothing is to be chosen by that.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    preset: { type: 'string', default: 'default' },
    seeds: { type: 'string', default: '5' },
    percent: { type: 'string', default: '1' },
    apart: { type: 'string', default: '25' },
    shift: { type: 'boolean', default: false },
  },
});
const [source] = positionals;
if (!source) throw new Error('Expected the folder with train/ and proliv/');
const data = path.resolve(source);
const work = mkdtempSync(path.join(os.tmpdir(), 'lunka-bench-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const lunka = <T>(...args: string[]): Promise<T> => lunkaJson<T>(args, work);

/** The files of each content; what stands in both folders has no truth and is left as it is. */
const contents = new Map<string, { folder: 'train' | 'proliv'; file: string }[]>();
for (const folder of ['train', 'proliv'] as const) {
  for (const file of readdirSync(path.join(data, folder))) {
    const bytes = readFileSync(path.join(data, folder, file));
    const hash = createHash('sha256').update(bytes).digest('hex');
    const known = contents.get(hash);
    if (known) known.push({ folder, file });
    else contents.set(hash, [{ folder, file }]);
  }
}
const known = [...contents.values()];
const isMixed = (files: { folder: string }[]): boolean =>
  files.some(({ folder }) => folder !== files[0]!.folder);
const normals = known.filter((files) => !isMixed(files) && files[0]!.folder === 'train');
const leaks = known.filter((files) => !isMixed(files) && files[0]!.folder === 'proliv');

type Content = (typeof known)[number];

/** A folder in the `lunka` layout with links to these contents; `hidden` stand in train/. */
function sourceWith(name: string, contents: Content[], hidden: ReadonlySet<Content>): string {
  const root = path.join(work, name);
  for (const folder of ['train', 'proliv']) mkdirSync(path.join(root, folder), { recursive: true });
  for (const content of contents) {
    for (const { folder, file } of content) {
      const to = path.join(root, hidden.has(content) ? 'train' : folder, file);
      symlinkSync(path.join(data, folder, file), to);
    }
  }
  return root;
}

/** A folder with what was kept apart, and its annotations. */
function judgedWith(name: string, contents: Content[]): { images: string; annotations: string } {
  const images = path.join(work, name);
  mkdirSync(images);
  const lines = contents.map(([first]) => {
    const { folder, file } = first!;
    const named = `${folder}-${file}`;
    symlinkSync(path.join(data, folder, file), path.join(images, named));
    return `${named} ${folder === 'proliv' ? 1 : 0}\n`;
  });
  const annotations = `${images}.txt`;
  writeFileSync(annotations, lines.join(''));
  return { images, annotations };
}

async function train(name: string, from: string, seed: number): Promise<string> {
  const project = path.join(work, `${name}.project`);
  await lunka('init', project);
  await lunka('import', project, from);
  await lunka('train', project, '--preset', values.preset, '--seed', String(seed));
  return project;
}

function report(what: string, seed: number, { tp, fn, tn, fp, tpr, tnr, auroc }: Evaluation): void {
  const rates = `TPR ${tpr!.toFixed(4)} (${tp}/${tp + fn})   TNR ${tnr!.toFixed(4)} (${tn}/${tn + fp})`; // prettier-ignore
  console.log(`seed ${seed}   ${what.padEnd(28)} ${rates}   AUROC ${auroc!.toFixed(4)}`);
}

for (let seed = 1; seed <= Number(values.seeds); seed++) {
  const random = seededRandom(seed);
  const [someNormals, someLeaks] = [shuffle([...normals], random), shuffle([...leaks], random)];
  const share = Number(values.apart) / 100;
  const apart = [
    ...someNormals.splice(0, Math.round(someNormals.length * share)),
    ...someLeaks.splice(0, Math.round(someLeaks.length * share)),
  ];
  const wanted = Math.round((someNormals.length * Number(values.percent)) / 100);
  if (wanted > someLeaks.length - 10) {
    throw new Error(`Expected at least ${wanted + 10} leaks to hide ${wanted}, received ${someLeaks.length}`); // prettier-ignore
  }
  const hidden = new Set(someLeaks.slice(0, wanted));
  const learned = [...someNormals, ...someLeaks, ...known.filter(isMixed)];
  const judged = judgedWith(`apart-${seed}`, apart);
  const secret = new Set([...hidden].flatMap((files) => files.map(({ file }) => `train/${file}`)));
  const rest = learned.filter((content) => !hidden.has(content));
  for (const [what, given, these] of [
    ['clean', learned, new Set<Content>()],
    ['without', rest, new Set<Content>()],
    ['contaminated', learned, hidden],
  ] as const) {
    const name = `${what}-${seed}`;
    const project = await train(name, sourceWith(name, given, these), seed);
    const { images, annotations } = judged;
    report(what, seed, await lunka('evaluate', project, images, '--annotations', annotations));
    if (values.shift) {
      const shift = ['test', 'imgs', '..', 'test_annotation.txt'];
      const [folder, truth] = [path.join(data, ...shift.slice(0, 2)), path.join(data, ...shift)];
      report(`${what}, shift`, seed, await lunka('evaluate', project, folder, '--annotations', truth)); // prettier-ignore
    }
    const limit = 2 * wanted + 50;
    const { suspects } = await lunka<{ suspects: Suspect[] }>('suspects', project, '--limit', String(limit)); // prettier-ignore
    const found = (first: number): number =>
      suspects.slice(0, first).filter(({ file }) => secret.has(file)).length;
    const conflict = suspects.findIndex(({ reason }) => reason === 'conflict');
    console.log(
      `seed ${seed}   ${what.padEnd(28)} hidden leaks among the first 20: ${found(20)}, 50: ${found(50)}, ` +
        `${wanted}: ${found(wanted)}, of ${wanted} hidden; contradicting import at place ${conflict + 1}; ` +
        `suspects that the detector contradicts: ${suspects.filter(({ reason }) => reason === 'disagrees').length}`,
    );
  }
}
