import type { Language } from './render.ts';

/** Numbers, times and rates as each language writes them. Absent values are a dash. */

const NONE = '–';

export function number(value: number | null | undefined, language: Language): string {
  return value == null || Number.isNaN(value)
    ? NONE
    : new Intl.NumberFormat(language).format(value);
}

/** A score or loss with four significant digits: they range from 1e-5 to hundreds. */
export function score(value: number | null | undefined, language: Language): string {
  if (value == null || Number.isNaN(value)) return NONE;
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 4 }).format(value);
}

/** A probability, 0..1: to three places, and never nought where it is not. */
export function probability(value: number, language: Language): string {
  const least = 0.001;
  const text = new Intl.NumberFormat(language, {
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
  }).format(Math.max(value, least));
  return value < least ? `< ${text}` : text;
}

/** `part` of `whole` in percent with one decimal; a dash where there is no whole. */
export function rate(part: number, whole: number, language: Language): string {
  if (whole <= 0) return NONE;
  return new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(part / whole);
}

/** A rate or its bound, 0..1, with three decimals; one that is not quite 1 is not written as 1. */
export function share(value: number | null | undefined, language: Language): string {
  if (value == null || Number.isNaN(value)) return NONE;
  const shown = value < 1 ? Math.min(value, 0.999) : value;
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
  }).format(shown);
}

/** A round share such as a level of confidence, 0..1, in percent. */
export function percent(value: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(
    value,
  );
}

/** A probability with two significant digits; below 0.0001 nobody asks how far. */
export function chance(value: number, language: Language): string {
  const least = new Intl.NumberFormat(language, { maximumFractionDigits: 4 }).format(0.0001);
  if (value < 0.0001) return `< ${least}`;
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 2 }).format(value);
}

/** A difference of two rates in percentage points, always with its sign. */
export function points(difference: number, language: Language): string {
  return new Intl.NumberFormat(language, {
    signDisplay: 'exceptZero',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(difference * 100);
}

/** An enlargement or a distance: two significant digits say enough, and whole tens stay whole. */
export function scale(value: number, language: Language): string {
  const format = { maximumSignificantDigits: value < 10 ? 2 : 3 };
  return new Intl.NumberFormat(language, format).format(value < 10 ? value : Math.round(value));
}

/** Date and time of an ISO 8601 moment in the reader's own time zone. */
export function moment(iso: string | null | undefined, language: Language): string {
  if (!iso) return NONE;
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return NONE;
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(
    date,
  );
}

const UNITS: [Intl.NumberFormatOptions['unit'] & string, number][] = [
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Seconds as at most two units: `1 min, 20 sec`; under ten minutes to the second. */
export function duration(seconds: number | null | undefined, language: Language): string {
  if (seconds == null || !Number.isFinite(seconds)) return NONE;
  let rest = Math.max(0, Math.round(seconds));
  if (rest >= 600) rest = Math.round(rest / 60) * 60;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === 'second' && parts.length === 0)) {
      parts.push(
        new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(
          count,
        ),
      );
    }
  }
  return parts.slice(0, 2).join(' ');
}

/** Size of a file in kB or MB. */
export function bytes(count: number, language: Language): string {
  const [unit, size] = count < 1e6 ? (['kilobyte', 1e3] as const) : (['megabyte', 1e6] as const);
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(count / size);
}
