import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { kMeans } from '../../src-main/detector/head/clusters.ts';
import { loadTensorFlow } from '../../src-main/native/tensorflow.ts';
import { seededRandom, shuffle } from '../../src-main/shared/random.ts';
import { bar, blur, edge, emptied, HEIGHT, knock, light, torn, WIDTH, type Change, type Pixels } from './made/pictures.ts'; // prettier-ignore

/**
 * Makes a shift that can be chosen by, out of images that do not judge:
 *
 *     node test/bench/made-shift.ts FOLDER OUT [--seed 1] [--tears 1] [--mixed 0.1]
 *
 * FOLDER holds train/ and proliv/. Half of the colour clusters of both are to learn from, and a share of
 * the other sound cells (`--mixed`; 0 for families that were never seen); out of the rest, which no
 * training sees, OUT gets a shift under another light: cells behind an edge object, from knocked
 * cameras, crossed by bars, blurred, with leaks of each of those views (metal torn into a sound cell of
 * the shift, `--tears` its size, 0.5 for small ones), moved leaks and empty cells. OUT is laid out as
 * FOLDER is, so that the other benches take it: `node test/bench/cells.ts OUT`.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    tears: { type: 'string', default: '1' },
    mixed: { type: 'string', default: '0.1' },
  },
});
const [source, out] = positionals;
if (!source || !out) throw new Error('Expected a folder with train/ and proliv/, and one to make');
const random = seededRandom(900 + Number(values.seed));
const tears = Number(values.tears);

const [SOUND_CLUSTERS, LEAK_CLUSTERS] = [16, 6];
/** How many of each view: sound cells, and leaks torn into such. */
const VIEWS = {
  edge: [400, 14],
  knocked: [300, 14],
  'knocked-edge': [70, 4],
  bar: [130, 6],
  lamp: [170, 8],
  blurred: [50, 4],
  plain: [2000, 30],
} as const;

await loadTensorFlow();
const leaksByHash = await readAll('proliv');
const soundByHash = await readAll('train');
// What stands in both folders has no truth.
for (const hash of leaksByHash.keys()) if (soundByHash.delete(hash)) leaksByHash.delete(hash);
const [sound, leaks] = [[...soundByHash.values()], [...leaksByHash.values()]];

const [known, unseen] = partByColour(sound, SOUND_CLUSTERS, [12, 8]);
shuffle(unseen, random);
known.push(...unseen.splice(0, Math.round(unseen.length * Number(values.mixed))));
const [knownLeaks, unseenLeaks] = partByColour(leaks, LEAK_CLUSTERS, [6, 4]);
await writeAll('train', known);
await writeAll('proliv', knownLeaks);

const [lamp, everywhere] = [light(0.25, 10, random), light(0.15, 0, random)];
const [object, knocked, other] = [edge(random), knock(6, 8, 0, random), knock(6, 8, 0, random)];
const views: Record<keyof typeof VIEWS, Change> = {
  edge: object,
  knocked,
  'knocked-edge': (cell) => other(object(cell)),
  bar: (cell) => bar(cell, random),
  lamp,
  blurred: (cell) => blur(cell, 1.5),
  plain: (cell) => cell,
};

let used = 0;
const nextCell = (): Pixels => unseen[used++ % unseen.length]!;
const someLeak = (): Pixels => unseenLeaks[Math.floor(random() * unseenLeaks.length)]!;
const shift: { picture: Pixels; leak: boolean }[] = [];
const add = (picture: Pixels, leak: boolean): void => {
  shift.push({ picture: everywhere(picture), leak });
};

for (let i = 0; i < 27; i++) {
  const cell = emptied(nextCell(), i < 24 ? 0.04 + 0.06 * random() : 0, random);
  add(i % 6 === 0 ? object(cell) : i % 6 === 1 ? knocked(cell) : cell, true);
}
for (const [view, [cells, tornCells]] of Object.entries(VIEWS)) {
  const look = views[view as keyof typeof VIEWS];
  for (let i = 0; i < cells && used < unseen.length; i++) add(look(nextCell()), false);
  for (let i = 0; i < tornCells; i++) add(look(torn(nextCell(), someLeak(), tears, random)), true);
}
for (let i = 0; i < 25; i++) add(knock(4, 4, 1 / 8, random)(someLeak()), true);

const names = await writeAll('test/imgs', shift.map(({ picture }) => picture)); // prettier-ignore
const lines = names.map((name, i) => `${name} ${shift[i]!.leak ? 1 : 0}\n`);
writeFileSync(path.join(out, 'test', 'test_annotation.txt'), lines.join(''));
console.log(
  `${out}: ${known.length} sound cells and ${knownLeaks.length} leaks to learn from; a shift of ` +
    `${shift.filter(({ leak }) => !leak).length} and ${shift.filter(({ leak }) => leak).length}`,
);

/** The pictures of a folder by content, each once. */
async function readAll(folder: string): Promise<Map<string, Pixels>> {
  const found = new Map<string, Pixels>();
  for (const name of readdirSync(path.join(source!, folder)).sort()) {
    const bytes = readFileSync(path.join(source!, folder, name));
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (found.has(hash)) continue;
    const size = { width: WIDTH, height: HEIGHT, fit: 'fill', kernel: 'linear' } as const;
    const pixels = await sharp(bytes).resize(size).removeAlpha().raw().toBuffer();
    found.set(hash, Float32Array.from(pixels));
  }
  return found;
}

/** Parts pictures into two halves of their clusters by the colours of so many blocks. */
function partByColour(
  pictures: readonly Pixels[],
  clusters: number,
  [down, across]: [number, number],
): [Pixels[], Pixels[]] {
  const columns = down * across * 3;
  const values = new Float32Array(pictures.length * columns);
  const share = (down * across) / (WIDTH * HEIGHT);
  for (const [row, picture] of pictures.entries()) {
    for (let i = 0; i < picture.length; i++) {
      const [x, y] = [Math.floor(i / 3) % WIDTH, Math.floor(i / 3 / WIDTH)];
      const block = Math.floor((y * down) / HEIGHT) * across + Math.floor((x * across) / WIDTH);
      values[row * columns + block * 3 + (i % 3)]! += picture[i]! * share;
    }
  }
  const cluster = kMeans({ rows: pictures.length, columns, values }, clusters, 3);
  const order = shuffle(Array.from({ length: clusters }, (_, i) => i), random); // prettier-ignore
  const first = new Set(order.slice(0, clusters / 2));
  const of = (wanted: boolean): Pixels[] =>
    pictures.filter((_, row) => first.has(cluster[row]!) === wanted);
  return [of(true), of(false)];
}

async function writeAll(folder: string, pictures: readonly Pixels[]): Promise<string[]> {
  mkdirSync(path.join(out!, folder), { recursive: true });
  const names: string[] = [];
  for (const [i, picture] of pictures.entries()) {
    const name = `${String(i).padStart(5, '0')}.jpg`;
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
    await sharp(Uint8ClampedArray.from(picture), { raw })
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toFile(path.join(out!, folder, name));
    names.push(name);
  }
  return names;
}
