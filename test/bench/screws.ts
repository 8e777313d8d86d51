import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Detector } from '../../src-main/detector/detector.ts';
import { createDecode } from '../../src-main/detector/preprocess/decode.ts';
import { rememberUsual } from '../../src-main/detector/remember.ts';
import { scoreFiles } from '../../src-main/detector/score.ts';
import { loadDetector } from '../../src-main/detector/store.ts';
import { train } from '../../src-main/detector/train.ts';
import { encodePng, type Picture } from '../../src-main/imaging/encode.ts';
import { renderScrew } from '../../src-main/imaging/generator/screw/render.ts';
import { DEFECTS, drawScrew, type Defect, type ScrewSpec } from '../../src-main/imaging/generator/screw/spec.ts'; // prettier-ignore
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { auroc } from '../../src-main/shared/metrics.ts';
import { findPreset } from '../../src-main/shared/presets.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import { POSES, type Scorer } from '../../src-main/shared/recipe.ts';
import type { ScoredTruth } from '../../src-main/shared/sweep.ts';
import type { ImageFile, TrainRequest } from '../../src-main/shared/worker/requests.ts';

/**
 * How well each score ranks defects of screws that are harder than the generator's own; the numbers
 * of src-main/detector/scorers/README.md:
 *
 *     node test/bench/screws.ts [--seeds 201,202] [--preset screws-deep-conv] [--pose axis]
 *
 * For each seed one net learns from 320 sound screws. It then judges 160 sound ones against three
 * times 120 with a defect: as the generator makes them; at a quarter of their contrast, mixed with
 * the same screw without the defect; and far smaller than usual.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '201,202' },
    preset: { type: 'string', default: 'screws-deep-conv' },
    pose: { type: 'string', default: 'axis' },
  },
});
const pose = POSES.find((known) => known === values.pose);
if (!pose) throw new Error(`Expected a pose of ${POSES.join(', ')}, received ${values.pose}`);

const SCORERS: Record<string, Scorer> = {
  error: { name: 'error' },
  'worst-patch': { name: 'worst-patch' },
  ...Object.fromEntries(
    [0, 0.7, 1, 1.4, 2].map((sigma) => [
      `worst-deviation ${sigma}`,
      { name: 'worst-deviation', sigma },
    ]),
  ),
};

/** Makes of a screw what is photographed of it. */
type Harm = (spec: ScrewSpec, noise: number) => Picture;

const asMade: Harm = (spec, noise) => renderScrew(spec, seededRandom(noise));

const HARMS: Record<string, Harm> = {
  'as made': asMade,
  faint(spec, noise) {
    const harmed = asMade(spec, noise);
    const sound = asMade({ ...spec, defect: null }, noise).data;
    return { ...harmed, data: harmed.data.map((v, i) => Math.round(0.25 * v + 0.75 * sound[i]!)) };
  },
  small: (spec, noise) =>
    asMade({ ...spec, defect: spec.defect && { ...spec.defect, size: 0.15 } }, noise),
};

const { tf, backend } = await loadTensorFlow();
const decode = createDecode(tf.node);
const work = mkdtempSync(path.join(os.tmpdir(), 'lunka-bench-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

for (const seed of values.seeds.split(',').map(Number)) {
  const { sound, good, harmed } = await draw(seed);
  const detector = await fit(sound, seed);
  const rows: Record<string, Record<string, number>> = {};
  for (const [name, scorer] of Object.entries(SCORERS)) {
    await judgeBy(detector, scorer, sound);
    const normals = await scoresOf(detector, good, false);
    rows[name] = {};
    for (const [harm, files] of Object.entries(harmed)) {
      const area = auroc([...normals, ...(await scoresOf(detector, files, true))])!;
      rows[name][harm] = Math.round(area * 1e3) / 1e3;
    }
  }
  detector.dispose();
  console.log(`${values.preset}, pose ${pose}, seed ${seed}, backend ${backend}: AUROC`);
  console.table(rows);
}

/** The set of a seed: sound screws to learn from and to judge, and harmed ones by how. */
async function draw(seed: number) {
  const random = seededRandom(seed);
  const folder = path.join(work, String(seed));
  mkdirSync(folder);
  let made = 0;
  const write = async (harm: Harm, defect: Defect | null): Promise<ImageFile> => {
    const spec = drawScrew(random, 128, defect);
    const id = (made += 1);
    const file = path.join(folder, `${id}.png`);
    writeFileSync(file, await encodePng(harm(spec, Math.floor(random() * 2 ** 32))));
    return { id, path: file };
  };
  const several = async (count: number, harm: Harm, defects: readonly (Defect | null)[]) => {
    const files: ImageFile[] = [];
    for (let i = 0; i < count; i++) for (const defect of defects) files.push(await write(harm, defect)); // prettier-ignore
    return files;
  };
  const sound = await several(320, asMade, [null]);
  const good = await several(160, asMade, [null]);
  const harmed: Record<string, ImageFile[]> = {};
  for (const [name, harm] of Object.entries(HARMS)) harmed[name] = await several(24, harm, DEFECTS);
  return { sound, good, harmed };
}

async function fit(sound: readonly ImageFile[], seed: number): Promise<Detector> {
  const { recipe } = findPreset(values.preset);
  const folder = path.join(work, `detector-${seed}`);
  mkdirSync(folder);
  const request = {
    type: 'train',
    id: 1,
    seed,
    folder,
    recipe: { ...recipe, preprocess: { ...recipe.preprocess, pose: pose! } },
    images: sound.map((file) => ({ ...file, label: 'normal', group: file.id, reviewed: false })),
  } satisfies TrainRequest;
  await train(request, backend, decode, async () => {});
  return loadDetector(folder);
}

/** Gives a detector another scorer, with what that has to remember of the fitted screws. */
async function judgeBy(detector: Detector, scorer: Scorer, sound: readonly ImageFile[]) {
  const judge = detector.judge!;
  const fitted = new Set(judge.fitted);
  const files = sound.filter(({ id }) => fitted.has(id));
  const noCodes = { rows: 0, columns: 0, values: new Float32Array() };
  detector.recipe = { ...detector.recipe, scorer };
  detector.judge = {
    ...judge,
    scorer,
    memory: await rememberUsual(detector, files, noCodes, decode),
  };
}

async function scoresOf(detector: Detector, files: ImageFile[], leak: boolean) {
  const found: ScoredTruth[] = [];
  for await (const { scores } of scoreFiles(detector, files, decode)) {
    found.push(...scores.map(({ score }) => ({ score, leak })));
  }
  return found;
}
