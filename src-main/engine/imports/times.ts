/** Date parts of one or two separators, day or year first; a month is never expected first. */
const DATE = String.raw`(?:\d{4}[-.]\d{2}[-.]\d{2}|\d{8}|\d{2}[-.]\d{2}[-.]\d{4})`;
const CLOCK = String.raw`\d{2}[-.:]?\d{2}(?:[-.:]?\d{2}(?:[-.,:]?\d{1,3})?)?`;
const ZONE = String.raw`(?:Z|[+-]\d{2}:\d{2})`;

/** Source of a regular expression for a moment as it stands in names and tables, without groups. */
export const MOMENT = `${DATE}[T_ -]${CLOCK}${ZONE}?`;

/** What `MOMENT` takes, for the sentences that refuse something else. */
export const MOMENT_FORMS =
  'YYYY-MM-DD_HH-MM-SS, DD-MM-YYYY_HH-MM-SS-mmm, YYYYMMDDTHHMMSS or ISO 8601';

export interface MomentParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second?: number;
  /** Milliseconds. */
  ms?: number;
}

/**
 * Reads a moment: date (year or day first) and at least hours and minutes. Without `Z` or an offset it
 * is by the clock of this workstation, as the plant's cameras are.
 *
 * @returns ISO 8601 in UTC; null for another form or a moment that does not exist (31 February)
 */
export function readMoment(text: string): string | null {
  const match = new RegExp(`^(${DATE})[T_ -](${CLOCK})(${ZONE})?$`).exec(text);
  if (!match) return null;
  const [, date, clock, zone] = match as unknown as [string, string, string, string | undefined];
  const dayFirst = /^\d{2}[-.]/.test(date);
  const digits = date.replaceAll(/\D/g, '');
  const [year, month, day] = dayFirst
    ? [digits.slice(4), digits.slice(2, 4), digits.slice(0, 2)]
    : [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)];
  const [, hour, minute, second = '0', fraction = '0'] =
    /^(\d\d)\D?(\d\d)(?:\D?(\d\d)(?:\D?(\d+))?)?$/.exec(clock)!;
  return momentOf(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      ms: Number(fraction.padEnd(3, '0')),
    },
    zone,
  );
}

/**
 * @param zone `Z` or `+03:00`; else the moment is by this workstation's clock
 * @returns ISO 8601 in UTC; null where there is no such day or hour
 */
export function momentOf(parts: MomentParts, zone?: string): string | null {
  const { year, month, day, hour, minute, second = 0, ms = 0 } = parts;
  // Read back from UTC, so that what a calendar lacks is found whatever the zone.
  const plain = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const exists =
    year >= 1970 &&
    plain.getUTCFullYear() === year &&
    plain.getUTCMonth() === month - 1 &&
    plain.getUTCDate() === day &&
    plain.getUTCHours() === hour &&
    plain.getUTCMinutes() === minute &&
    plain.getUTCSeconds() === second;
  if (!exists) return null;
  if (zone === undefined) {
    return new Date(year, month - 1, day, hour, minute, second, ms).toISOString();
  }
  return new Date(plain.getTime() - offsetMinutes(zone) * 60_000).toISOString();
}

function offsetMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return zone.startsWith('-') ? -minutes : minutes;
}
