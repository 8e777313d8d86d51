import type { Label, Verdict } from '../../src-main/shared/words.ts';
import { stored } from '../state/stored.ts';
import { en, type Key } from './en.ts';
import * as format from './format.ts';
import { LANGUAGES, render, type Language, type Message, type Parameters } from './render.ts';
import { ru } from './ru.ts';

const CATALOGUES: Record<Language, Record<Key, Message>> = { en, ru };

function preferred(): Language {
  const kept = stored.read('language');
  const wished = [kept, ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return LANGUAGES.find((language) => language === wished.find((tag) => isLanguage(tag))) ?? 'en';
}

function isLanguage(tag: string | undefined): tag is Language {
  return LANGUAGES.some((language) => language === tag);
}

/** The language in use. Whatever is rendered through it changes at once when it is switched. */
class I18n {
  #language = $state<Language>(preferred());

  constructor() {
    document.documentElement.lang = this.#language;
  }

  get language(): Language {
    return this.#language;
  }

  set language(language: Language) {
    this.#language = language;
    document.documentElement.lang = language;
    stored.write('language', language);
  }

  has(key: string): key is Key {
    return Object.hasOwn(CATALOGUES.en, key);
  }

  t = (key: Key, parameters: Parameters = {}): string =>
    render(CATALOGUES[this.#language][key], parameters, this.#language);

  /** A word that the engine sends as a code, or the code itself where nobody translated it yet. */
  code = (prefix: string, code: string, parameters: Parameters = {}): string => {
    const key = `${prefix}.${code}`;
    return this.has(key) ? this.t(key, parameters) : code;
  };

  label = (label: Label | null): string => this.t(label ? `label.${label}` : 'label.none');
  verdict = (verdict: Verdict | null): string =>
    this.t(verdict ? `verdict.${verdict}` : 'verdict.none');

  number = (value: number | null | undefined) => format.number(value, this.#language);
  score = (value: number | null | undefined) => format.score(value, this.#language);
  scale = (value: number) => format.scale(value, this.#language);
  rate = (part: number, whole: number) => format.rate(part, whole, this.#language);
  chance = (value: number) => format.chance(value, this.#language);
  share = (value: number | null | undefined) => format.share(value, this.#language);
  probability = (value: number) => format.probability(value, this.#language);
  percent = (value: number) => format.percent(value, this.#language);
  points = (difference: number) => format.points(difference, this.#language);
  moment = (iso: string | null | undefined) => format.moment(iso, this.#language);
  duration = (seconds: number | null | undefined) => format.duration(seconds, this.#language);
  bytes = (count: number) => format.bytes(count, this.#language);
}

export const i18n = new I18n();
export const t = i18n.t;
