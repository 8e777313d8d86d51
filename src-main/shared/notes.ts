/**
 * How a cut was chosen, as codes with their numbers, and both languages of it: the command line and
 * the log speak English, a report and the page the reader's language.
 */

export const NOTE_LANGUAGES = ['en', 'ru'] as const;
export type NoteLanguage = (typeof NOTE_LANGUAGES)[number];

/** Shares lie between 0 and 1. */
interface NoteValues {
  chosen: { normals: number; leaks: number };
  rates: { tpr: number; tnr: number };
  cost: { cost: number; leakShare: number };
  'gap-parted': { lean: number; share: number };
  'gap-overlap': Record<never, never>;
  passes: { share: number; normals: number };
  'leaks-at-hand': { leaks: number };
  'no-leak': Record<never, never>;
  inseparable: { leaks: number };
  'band-youden': { below: number; leaks: number; normals: number };
  'band-quantiles': { below: number; leaks: number; normals: number };
  'budget-shift': { images: number; judged: number; review: number };
  'budget-upper': { share: number; normals: number };
  'budget-found': { found: number; leaks: number };
  shift: { name: string };
  'by-hand': Record<never, never>;
  'review-kept': Record<never, never>;
  confirmed: { normals: number; shifts: string; leaks: number };
  imported: { project: string; name: string };
}

export type NoteCode = keyof NoteValues;

/** One sentence. */
export type NotePart = { [Code in NoteCode]: { code: Code; values: NoteValues[Code] } }[NoteCode];

/** A sentence, checked against what its code takes. */
export function notePart<Code extends NoteCode>(code: Code, values: NoteValues[Code]): NotePart {
  return { code, values } as NotePart;
}

type Words = { [Code in NoteCode]: (values: NoteValues[Code]) => string };

/** A number as people read it, four digits at most: 0.99512 -> `0.9951`. */
export const short = (value: number): string => String(Number(value.toPrecision(4)));
/** Without its sign, which each language sets in its own way. */
const percent = (share: number): string => short(share * 100);

const en: Words = {
  chosen: ({ normals, leaks }) =>
    `Chosen on ${normals} normals and ${leaks} leaks held out of the fit.`,
  rates: ({ tpr, tnr }) => `TPR ${short(tpr)}, TNR ${short(tnr)}.`,
  cost: ({ cost, leakShare }) =>
    `Expected cost ${short(cost)} an image, at a share of leaks of ${short(leakShare)}.`,
  'gap-parted': ({ lean, share }) =>
    `It lies ${percent(lean)}% of the way from the quantile of ${percent(share)}% to the lowest leaks.`,
  'gap-overlap': () => 'The classes overlap.',
  passes: ({ share, normals }) => `Lets ${percent(share)}% of ${normals} held-out normals pass.`,
  'leaks-at-hand': ({ leaks }) => `${leaks} leaks are at hand to prove it.`,
  'no-leak': () => 'Not proven: no leak is known.',
  inseparable: ({ leaks }) => `Not proven: no cut tells the ${leaks} known leaks from the normals.`,
  'band-youden': ({ below, leaks, normals }) =>
    `${below} of ${leaks} held-out leaks lie below the band; Youden's cut for the others on ${normals} normals.`,
  'band-quantiles': ({ below, leaks, normals }) =>
    `Both ends are quantiles of ${normals} held-out normals; ${below} of ${leaks} leaks lie below the band.`,
  'budget-shift': ({ images, judged, review }) =>
    `Of a shift of ${images} images ${judged} are judged leaks and ${review} go to review.`,
  'budget-upper': ({ share, normals }) =>
    `${percent(share)}% of ${normals} held-out normals lie below the upper cut.`,
  'budget-found': ({ found, leaks }) => `${found} of ${leaks} known leaks are found.`,
  shift: ({ name }) => `Measured on the shift ${name}.`,
  'by-hand': () => 'Set by hand.',
  'review-kept': () => 'A review leaves the cut where it was.',
  confirmed: ({ normals, shifts, leaks }) =>
    `From ${normals} normals confirmed in ${shifts} and ${leaks} known leaks, without training.`,
  imported: ({ project, name }) => `Imported from ${project} (${name}); not proven here.`,
};

const comma = (text: string): string => text.replace('.', ',');

const ru: Words = {
  chosen: ({ normals, leaks }) =>
    `Выбран на снимках, отложенных при обучении: норм ${normals}, проливов ${leaks}.`,
  rates: ({ tpr, tnr }) => `TPR ${comma(short(tpr))}, TNR ${comma(short(tnr))}.`,
  cost: ({ cost, leakShare }) =>
    `Ожидаемые потери на снимок ${comma(short(cost))} при доле проливов ${comma(short(leakShare))}.`,
  'gap-parted': ({ lean, share }) =>
    `Порог на ${comma(percent(lean))} % пути от квантиля ${comma(percent(share))} % до нижних проливов.`,
  'gap-overlap': () => 'Классы перекрываются.',
  passes: ({ share, normals }) =>
    `Пропускает ${comma(percent(share))} % отложенных норм (всего ${normals}).`,
  'leaks-at-hand': ({ leaks }) => `Проливов для проверки: ${leaks}.`,
  'no-leak': () => 'Не доказан: ни одного пролива не известно.',
  inseparable: ({ leaks }) =>
    `Не доказан: никакой порог не отделяет известные проливы (${leaks}) от норм.`,
  'band-youden': ({ below, leaks, normals }) =>
    `Отложенных проливов ниже полосы: ${below} из ${leaks}; для остальных порог Юдена по нормам (${normals}).`,
  'band-quantiles': ({ below, leaks, normals }) =>
    `Оба края — квантили отложенных норм (${normals}); проливов ниже полосы: ${below} из ${leaks}.`,
  'budget-shift': ({ images, judged, review }) =>
    `В смене снимков ${images}: как пролив судится ${judged}, на просмотр идёт ${review}.`,
  'budget-upper': ({ share, normals }) =>
    `Ниже верхнего порога ${comma(percent(share))} % отложенных норм (всего ${normals}).`,
  'budget-found': ({ found, leaks }) => `Найдено известных проливов: ${found} из ${leaks}.`,
  shift: ({ name }) => `Измерено на смене ${name}.`,
  'by-hand': () => 'Задан вручную.',
  'review-kept': () => 'Разбор оставляет порог на месте.',
  confirmed: ({ normals, shifts, leaks }) =>
    `По нормам, подтверждённым в сменах ${shifts} (${normals}), и известным проливам (${leaks}), без обучения.`,
  imported: ({ project, name }) => `Принят из проекта ${project} (${name}); здесь не доказан.`,
};

const WORDS: Record<NoteLanguage, Words> = { en, ru };

/** What the parts say, a sentence each. */
export function sayNote(parts: readonly NotePart[], language: NoteLanguage): string {
  const words = WORDS[language] as Record<NoteCode, (values: object) => string>;
  return parts.map(({ code, values }) => words[code](values)).join(' ');
}
