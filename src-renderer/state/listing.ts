import type { ImageColumns } from '../../src-main/shared/api/images.ts';
import type { Disagreement } from '../../src-main/shared/api/rechecks.ts';
import type { Suspect } from '../../src-main/shared/api/suspects.ts';
import type { LabelReason } from '../../src-main/shared/words.ts';
import type { Engine, ShiftId } from '../api.ts';
import { countNarrow, writeNarrow, type Narrow } from './narrow.ts';
import type { Filter, Listing, Order } from './url.ts';

/** Labels most likely wrong that are asked about in one go. */
export const SUSPECTS = 50;

/** Nearest images that are listed; further ones are hardly alike. */
const ALIKE = 200;

/** Re-checks that are mixed into one list, and every how many images one comes. */
export const RECHECKS = 10;
export const APART = 12;

export interface ListQuery {
  shift: ShiftId;
  filter: Filter;
  order: Order;
  list: Listing;
  like: number | null;
  narrow: Narrow;
}

/** Why a person looks at the images of a list. */
export const REASONS: Record<Listing, LabelReason> = {
  images: 'list',
  suspects: 'suspect',
  sample: 'sample',
  alike: 'search',
};

export interface Loaded {
  list: ImageColumns;
  /** Those of its images whose earlier answer is not to be seen: image -> re-check. */
  blind: ReadonlyMap<number, number>;
  /** Two answers that nobody has decided between yet. */
  disagreement: Disagreement | null;
  /** Of labels to confirm, how many something contradicts: they come first. */
  contradicted: number;
}

const plain = (list: ImageColumns): Loaded => ({
  list,
  blind: NOT_BLIND,
  disagreement: null,
  contradicted: 0,
});

/** Where nothing comes back. */
export const NOT_BLIND: Loaded['blind'] = new Map();

export async function loadListing(
  engine: Engine,
  query: ListQuery,
  signal: AbortSignal,
): Promise<Loaded> {
  const { shift, list, like } = query;
  if (list === 'suspects') return suspects(engine, signal);
  if (list === 'alike' && like !== null) return plain(await alike(engine, like, shift, signal));
  if (list === 'sample') {
    const sample = await engine.checks.sample(shift, signal);
    const images = sample ? await engine.checks.sampleImages(sample.id, signal) : columns([]);
    return plain(images);
  }
  const { filter, order, narrow } = query;
  const images = await engine.images.list(
    {
      shift,
      order,
      ...(filter === 'all' ? {} : { flagged: true }),
      ...(filter === 'left' ? { label: 'none' } : {}),
      ...writeNarrow(narrow),
    },
    signal,
  );
  // Where somebody looks for certain labels, an answer that comes back would give itself away.
  if (countNarrow(narrow) > 0) return plain(images);
  const { due, disagreements } = await engine.checks.rechecks(shift, RECHECKS, signal);
  return { ...plain(images), ...mixIn(images, due), disagreement: disagreements[0] ?? null };
}

interface Row {
  id: number;
  score: number | null;
  verdict: ImageColumns['verdicts'][number];
  label: ImageColumns['labels'][number];
}

function columns(rows: readonly Row[]): ImageColumns {
  return {
    total: rows.length,
    ids: rows.map(({ id }) => id),
    scores: rows.map(({ score }) => score),
    verdicts: rows.map(({ verdict }) => verdict),
    labels: rows.map(({ label }) => label),
    next: null,
  };
}

async function suspects(engine: Engine, signal: AbortSignal): Promise<Loaded> {
  const found = await engine.checks.suspects(SUSPECTS, signal);
  const list = columns(found.map(({ image, ...suspect }) => ({ id: image, ...suspect })));
  return { ...plain(list), contradicted: countContradicted(found) };
}

/** Labels that another file or the detector contradicts; the others lie near the cut. */
export function countContradicted(found: readonly Suspect[]): number {
  return found.filter(({ reason }) => reason !== 'near').length;
}

/** The image itself, then what is nearest to it; asks again while features are computed. */
async function alike(
  engine: Engine,
  image: number,
  shift: ShiftId,
  signal: AbortSignal,
): Promise<ImageColumns> {
  const own = await engine.images.detail(image, signal);
  for (;;) {
    const answer = await engine.evidence.neighbours(image, 'all', ALIKE, signal, shift);
    if (answer.state === 'ready') return columns([own, ...answer.neighbours]);
    signal.throwIfAborted();
  }
}

/**
 * Puts answers that are to be given again among the others, without a mark and without their label: in
 * their place where the list has them, else one every dozen images.
 */
export function mixIn(
  list: ImageColumns,
  due: readonly { id: number; image: number; score: Row['score']; verdict: Row['verdict'] }[],
): Pick<Loaded, 'list' | 'blind'> {
  if (due.length === 0) return { list, blind: NOT_BLIND };
  const blind = new Map(due.map(({ id, image }) => [image, id]));
  const rows: Row[] = list.ids.map((id, i) => ({
    id,
    score: list.scores[i]!,
    verdict: list.verdicts[i]!,
    label: blind.has(id) ? null : list.labels[i]!,
  }));
  const listed = new Set(list.ids);
  const missing = due.filter(({ image }) => !listed.has(image));
  missing.slice(0, Math.floor(rows.length / APART)).forEach(({ image, score, verdict }, i) => {
    rows.splice((i + 1) * APART + i, 0, { id: image, score, verdict, label: null });
  });
  return { list: { ...columns(rows), next: list.next }, blind };
}
