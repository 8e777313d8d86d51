import type { DriftVerdict } from '../../shared/drift.ts';
import type { Verdict } from '../../shared/words.ts';

export const REPORT_LANGUAGES = ['en', 'ru'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

/** What the page of a shift says; the report leaves the app, so it brings its own words. */
interface ReportWords {
  title: (shift: string) => string;
  made: (at: string, version: string) => string;
  left: (n: number) => string;
  counts: string;
  count: Record<'images' | 'scored' | 'flagged' | 'left' | 'normal' | 'leak' | 'unsure', string>;
  rates: string;
  rate: Record<'leaks' | 'flagged' | 'precision' | 'tpr' | 'tnr', string>;
  /** Head of the table of rates. */
  columns: [rate: string, value: string, interval: string, counted: string];
  intervals: string;
  drift: string;
  verdict: Record<DriftVerdict, string>;
  compared: (images: number, reference: number) => string;
  cells: (cells: string) => string;
  detector: string;
  facts: Record<'name' | 'made' | 'strategy' | 'upper' | 'review' | 'lower' | 'note', string>;
  noDetector: string;
  leaks: string;
  noLeaks: string;
  more: (n: number) => string;
  leak: Record<'picture' | 'file' | 'cell' | 'taken' | 'score' | 'verdict' | 'by', string>;
  says: Record<Verdict, string>;
  noPicture: string;
  reviewers: string;
  reviewer: Record<'author' | 'decisions' | 'images' | 'from' | 'to', string>;
  nobody: string;
}

const en: ReportWords = {
  title: (shift) => `Shift ${shift}`,
  made: (at, version) => `Made ${at} with Lunka ${version}.`,
  left: (n) =>
    `${n} flagged images have not been looked at yet: the leaks below are not all that there may be.`,
  counts: 'Counts',
  count: {
    images: 'Images',
    scored: 'Scored',
    flagged: 'Flagged',
    left: 'Flagged, not looked at',
    normal: 'Labelled normal',
    leak: 'Labelled leak',
    unsure: 'Labelled unsure',
  },
  rates: 'Rates',
  rate: {
    leaks: 'Confirmed leaks, of the images of the shift',
    flagged: 'Flagged, of the scored images of the shift',
    precision: 'Leaks, of the flagged images that were looked at',
    tpr: 'TPR, of the leaks held out of the fit',
    tnr: 'TNR, of the normals held out of the fit',
  },
  columns: ['Rate', 'Value', '95% interval', 'Counted'],
  intervals: 'Intervals are exact (Clopper and Pearson).',
  drift: 'Light and leaks',
  verdict: {
    steady: 'Steady: the bulk of the images stands where the calibration had it.',
    light: 'Light or lens changed: the bulk of the normals moved.',
    leaks: 'More leaks: the bulk of the normals stands, the tail grew.',
    both: 'Light or lens changed, and there are more confirmed leaks than in the other shifts.',
    'too-few': 'Not enough images to say whether light or lens changed.',
  },
  compared: (images, reference) =>
    `${images} images that pass, against ${reference} normals of the calibration that pass`,
  cells: (cells) => `Cells that moved: ${cells}.`,
  detector: 'Detector',
  facts: {
    name: 'Detector',
    made: 'Made',
    strategy: 'Threshold rule',
    upper: 'Leak from',
    review: 'Look from',
    lower: 'Leak below',
    note: 'Chosen',
  },
  noDetector: 'There is no detector yet; nothing was judged.',
  leaks: 'Leaks found',
  noLeaks: 'None was labelled.',
  more: (n) => `... and ${n} more; the JSON report lists all.`,
  leak: {
    picture: 'Picture',
    file: 'File',
    cell: 'Cell',
    taken: 'Taken',
    score: 'Score',
    verdict: 'Verdict',
    by: 'Labelled by',
  },
  says: { normal: 'normal', leak: 'leak', review: 'review' },
  noPicture: 'file not found or unreadable',
  reviewers: 'Who reviewed',
  reviewer: { author: 'Name', decisions: 'Decisions', images: 'Images', from: 'From', to: 'To' },
  nobody: 'Nobody yet.',
};

const ru: ReportWords = {
  title: (shift) => `Смена ${shift}`,
  made: (at, version) => `Составлено ${at}, Lunka ${version}.`,
  left: (n) =>
    `Ещё не просмотрено отмеченных снимков: ${n}. Ниже перечислены не все возможные проливы.`,
  counts: 'Счёт',
  count: {
    images: 'Снимков',
    scored: 'Оценено',
    flagged: 'Отмечено',
    left: 'Отмечено, не просмотрено',
    normal: 'Метка «норма»',
    leak: 'Метка «пролив»',
    unsure: 'Метка «не уверен»',
  },
  rates: 'Доли',
  rate: {
    leaks: 'Подтверждённые проливы, от снимков смены',
    flagged: 'Отмеченные, от оценённых снимков смены',
    precision: 'Проливы, от просмотренных отмеченных снимков',
    tpr: 'TPR, на проливах, отложенных при обучении',
    tnr: 'TNR, на нормах, отложенных при обучении',
  },
  columns: ['Доля', 'Значение', 'Интервал 95 %', 'Сосчитано'],
  intervals: 'Интервалы точные (Клоппер и Пирсон).',
  drift: 'Свет и проливы',
  verdict: {
    steady: 'Без изменений: основная масса снимков там же, где при калибровке.',
    light: 'Изменился свет или объектив: сдвинулась основная масса норм.',
    leaks: 'Проливов стало больше: масса норм на месте, вырос хвост.',
    both: 'Изменился свет или объектив, и подтверждённых проливов больше, чем в других сменах.',
    'too-few': 'Снимков слишком мало, чтобы судить о свете и объективе.',
  },
  compared: (images, reference) =>
    `пропущено снимков: ${images}; пропущенных норм калибровки: ${reference}`,
  cells: (cells) => `Сдвинулись лунки: ${cells}.`,
  detector: 'Детектор',
  facts: {
    name: 'Детектор',
    made: 'Создан',
    strategy: 'Правило порога',
    upper: 'Пролив от',
    review: 'На просмотр от',
    lower: 'Пролив ниже',
    note: 'Как выбран',
  },
  noDetector: 'Детектора ещё нет, снимки не судились.',
  leaks: 'Найденные проливы',
  noLeaks: 'Ни один снимок не помечен как пролив.',
  more: (n) => `... и ещё ${n}; полный список в отчёте JSON.`,
  leak: {
    picture: 'Снимок',
    file: 'Файл',
    cell: 'Лунка',
    taken: 'Снято',
    score: 'Оценка',
    verdict: 'Вердикт',
    by: 'Кто пометил',
  },
  says: { normal: 'норма', leak: 'пролив', review: 'на просмотр' },
  noPicture: 'файл не найден или не читается',
  reviewers: 'Кто разбирал',
  reviewer: { author: 'Имя', decisions: 'Решений', images: 'Снимков', from: 'С', to: 'По' },
  nobody: 'Пока никто.',
};

export const REPORT_WORDS: Record<ReportLanguage, ReportWords> = { en, ru };
