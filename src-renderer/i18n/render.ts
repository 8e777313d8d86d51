/** Turns a message into text. Messages are plain strings or one string a plural form. */

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
export type Message = string | Plural;
export type Parameters = Record<string, string | number>;

const numberFormats = new Map<Language, Intl.NumberFormat>();
const pluralRules = new Map<Language, Intl.PluralRules>();

function cached<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/**
 * Fills `{name}` from the parameters; numbers are written as the language writes them. The plural
 * form follows the parameter `n`.
 */
export function render(message: Message, parameters: Parameters, language: Language): string {
  const text = typeof message === 'string' ? message : form(message, parameters['n'], language);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return typeof value === 'number'
      ? cached(numberFormats, language, () => new Intl.NumberFormat(language)).format(value)
      : value;
  });
}

function form(plural: Plural, n: string | number | undefined, language: Language): string {
  const rules = cached(pluralRules, language, () => new Intl.PluralRules(language));
  return plural[rules.select(Number(n ?? 0))] ?? plural.other;
}
