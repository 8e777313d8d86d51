import type { GoldenGrowth } from '../../shared/api/golden.ts';
import { LunkaError } from '../../shared/errors.ts';
import type { Label } from '../../shared/words.ts';
import type { Context } from '../context.ts';
import { activeDetector } from '../detectors/queries.ts';
import { requireImages } from '../images/queries.ts';
import { resolveFiles, someOf } from '../labels/files.ts';
import { currentLabel } from '../labels/log.ts';
import { requireShift } from '../shifts/queries.ts';
import * as queries from './queries.ts';

/** Exactly one of `images`, `files` and `shift` says what is to be taken in. */
export interface Wish {
  images?: number[] | undefined;
  /** A label, where given, must be the one that the image has. */
  files?: { file: string; label?: 'normal' | 'leak' | undefined }[] | undefined;
  /** All images of the shift that are labelled normal or leak. */
  shift?: number | undefined;
  author: string;
  note: string;
  dryRun: boolean;
}

/**
 * Takes labelled images into the golden set as its next version. From then on neither they nor their
 * known look-alikes teach or calibrate any detector.
 *
 * @throws LunkaError `golden-not-labelled`, `golden-other-label`, `unknown-image`, `unknown-file`,
 *   `ambiguous-file`, `not-found` (the shift); nothing is stored then
 */
export function growGolden({ db, now }: Context, wish: Wish): GoldenGrowth {
  const { items, unlabelled } = chosen(db, wish);
  const known = queries.alreadyGolden(
    db,
    items.map(({ image }) => image),
  );
  const fresh = items.filter(({ image }) => !known.has(image));
  const images = fresh.map(({ image }) => image);
  const alike = queries.lookAlikes(db, images);
  const active = activeDetector(db);
  const count = (label: Label): number => fresh.filter((item) => item.label === label).length;
  const growth = {
    added: { normal: count('normal'), leak: count('leak') },
    known: known.size,
    unlabelled,
    alike: alike.length,
    learned: active ? queries.learnedBy(db, active.model, images) : 0,
  };
  if (wish.dryRun || fresh.length === 0) return { version: null, ...growth };
  const head = { author: wish.author, note: wish.note, at: now() };
  const version = db.transaction(() => queries.insertVersion(db, head, fresh, alike))();
  return { version, ...growth };
}

function chosen(
  db: Context['db'],
  { images, files, shift }: Wish,
): { items: queries.GoldenItem[]; unlabelled: number } {
  if (shift !== undefined) {
    requireShift(db, shift);
    const all = queries.imagesOfShift(db, shift);
    const items = all.filter(isLabelled);
    return { items, unlabelled: all.length - items.length };
  }
  const wanted = files ? resolved(db, files) : [...new Set(images)].map((image) => ({ image }));
  requireImages(
    db,
    wanted.map(({ image }) => image),
  );
  const items = wanted.map(({ image }) => ({
    image,
    label: currentLabel(db, image)?.label ?? null,
  }));
  const without = items.filter((item) => !isLabelled(item));
  if (without.length > 0) {
    throw new LunkaError(
      'golden-not-labelled',
      422,
      `Expected images labelled normal or leak, received ${without.length} that are not (${someOf(without.map(({ image }) => `image ${image}`))}). Label them first; nothing was stored.`,
    );
  }
  return { items: items.filter(isLabelled), unlabelled: 0 };
}

/** Images of files; a label that a row gives must be the one that counts. */
function resolved(db: Context['db'], files: NonNullable<Wish['files']>): { image: number }[] {
  // `unsure` stands for a row that gives none: it is no label that a golden image could have.
  const rows = files.map(({ file, label }) => ({ file, label: label ?? ('unsure' as const) }));
  const items = resolveFiles(db, rows);
  const others = items.filter(
    ({ image, label }) => label !== 'unsure' && currentLabel(db, image)?.label !== label,
  );
  if (others.length > 0) {
    throw new LunkaError(
      'golden-other-label',
      409,
      `Expected the labels that the images have, received ${others.length} others (${someOf(others.map(({ image, label }) => `image ${image}: ${label}`))}). Mend the file, or label the images first; nothing was stored.`,
    );
  }
  return items;
}

function isLabelled(item: { image: number; label: Label | null }): item is queries.GoldenItem {
  return item.label === 'normal' || item.label === 'leak';
}
