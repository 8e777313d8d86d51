import type { Language } from './render.ts';

/**
 * Moments as a person types them, in their own time zone: `2026-11-22 14:05`, in Russian
 * `22.11.2026 14:05`. Fields that the browser draws follow its language instead of the page's.
 */

const FORMS = [
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?:[ T]+(?<hour>\d{1,2}):(?<minute>\d{2}))?$/,
  /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})(?: +(?<hour>\d{1,2}):(?<minute>\d{2}))?$/,
];

/**
 * Reads either form, whatever the language; without a time the day begins.
 *
 * @returns ISO 8601 in UTC, null for what is no moment
 */
export function typedMoment(text: string): string | null {
  const found = FORMS.map((form) => form.exec(text.trim())?.groups).find(Boolean);
  if (!found) return null;
  const [year, month, day, hour, minute] = ['year', 'month', 'day', 'hour', 'minute'].map((name) =>
    Number(found[name] ?? 0),
  ) as [number, number, number, number, number];
  const date = new Date(year, month - 1, day, hour, minute);
  // A date that does not exist would be taken for the one so many days on.
  const real = date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60;
  return real ? date.toISOString() : null;
}

/** @returns the moment as `typedMoment` reads it; nothing for none */
export function writtenMoment(iso: string | undefined, language: Language): string {
  if (iso === undefined) return '';
  const date = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [year, month, day] = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())];
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return language === 'ru' ? `${day}.${month}.${year} ${time}` : `${year}-${month}-${day} ${time}`;
}
