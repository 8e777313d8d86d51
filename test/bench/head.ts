import path from 'node:path';
import { readMigrations } from '../../src-main/db/migrate.ts';
import { openCache } from '../../src-main/detector/features/cache.ts';
import { collectFeatures, columnsOf, groupsOf } from '../../src-main/detector/features/collect.ts';
import { scaleInPlace } from '../../src-main/detector/features/space.ts';
import { fitHead, joined } from '../../src-main/detector/head/fit-head.ts';
import { fitLogistic } from '../../src-main/detector/head/logistic.ts';
import { makeRows } from '../../src-main/detector/head/make-rows.ts';
import { createDecode } from '../../src-main/detector/preprocess/decode.ts';
import { identityOf, loadDetector } from '../../src-main/detector/store.ts';
import { correctedSet } from '../../src-main/engine/detectors/corrected-set.ts';
import { requireModel } from '../../src-main/engine/detectors/models.ts';
import { activeDetector } from '../../src-main/engine/detectors/queries.ts';
import { openProject } from '../../src-main/engine/project/folder.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { places } from '../../src-main/node/places.ts';

/**
 * What the head alone takes, of everything labelled in a project whose active detector has one:
 *
 *     node test/bench/head.ts PROJECT
 *
 * Processor time, which other work on the machine lengthens less than that of a clock. Not part of
 * `npm test`: seconds on one machine prove nothing on another.
 */

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Expected the folder of a project.');
const { db, project } = openProject(path.resolve(folder), readMigrations(places.migrations));
const active = activeDetector(db);
if (!active) throw new Error('Expected a project with an active detector.');
const model = requireModel(db, active.model);
const { scorer } = model.recipe;
if (scorer.name !== 'head') throw new Error('Expected an active detector with a head.');

const { tf } = await loadTensorFlow();
const decode = createDecode(tf.node);
const detector = await loadDetector(path.join(project.folder, model.folder));
const { scaling } = detector.judge!;
const labelled = await correctedSet({ db, project });
const columns = columnsOf(groupsOf(detector, scorer.features));
const cache = await openCache(path.join(project.folder, 'cache'), identityOf(detector), columns);
const collected = await collectFeatures(detector, scorer.features, labelled, decode, cache);
const features = scaleInPlace(collected.features, scaling);
const { files } = collected;

const made = await timed('what is made of them', () =>
  makeRows(detector, scorer, scaling, files, decode, model.seed),
);
const real = {
  features,
  leak: files.map(({ label }) => label === 'leak'),
  group: files.map(({ group }) => group),
};
const examples = joined(real, made);
console.log(
  `${files.length} labelled images, ${made.leak.length} made of them, ${columns} features`,
);
await timed('the head', () => fitLogistic(examples, scorer.lambda));
await timed(`the head and one without each of ${scorer.folds} folds`, () =>
  fitHead(real, made, scorer, model.seed),
);
detector.dispose();
db.close();

async function timed<Result>(what: string, work: () => Result | Promise<Result>): Promise<Result> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  console.log(`${what.padEnd(44)} ${((user + system) / 1e6).toFixed(2)} s`);
  return result;
}
