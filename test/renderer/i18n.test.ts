import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../../src-renderer/i18n/en.ts';
import { render, type Message } from '../../src-renderer/i18n/render.ts';
import { ru } from '../../src-renderer/i18n/ru.ts';
import { ACTIONS } from '../../src-renderer/keys/keymap.ts';
import { STRATEGIES } from '../../src-main/shared/thresholds.ts';
import { LABELS, VERDICTS } from '../../src-main/shared/words.ts';

const renderer = path.resolve(import.meta.dirname, '../../src-renderer');
const source = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(svelte|ts)$/.test(file) && !file.startsWith('i18n'))
  .map((file) => readFileSync(path.join(renderer, file), 'utf8'))
  .join('\n');

function forms(message: Message): string[] {
  return typeof message === 'string' ? [message] : Object.values(message);
}

function holes(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort();
}

describe('the catalogues', () => {
  it('say the same things in both languages', () => {
    expect(Object.keys(ru).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(Object.keys(en) as (keyof typeof en)[])('fill the same holes in %s', (key) => {
    const expected = holes(forms(en[key]).join());
    for (const text of [...forms(en[key]), ...forms(ru[key])]) {
      expect(text.trim(), key).not.toBe('');
      expect(holes(text), `${key}: ${text}`).toEqual(expected);
    }
  });

  it('have every Russian plural form wherever English has a plural', () => {
    for (const [key, message] of Object.entries(en)) {
      if (typeof message === 'string') continue;
      expect(Object.keys(ru[key as keyof typeof ru]).sort(), key).toEqual(
        ['few', 'many', 'one', 'other'].sort(),
      );
    }
  });

  it("name no key, which may be another by now; a click with Shift and Esc are nobody's choice", () => {
    const key =
      /with Shift|с Shift|Space|\b[Aa]rrows?\b|Enter|question mark|Пробел|пробел|[Сс]трелк|вопросительный/;
    const fixed = /[Cc]lick with Shift|[Щщ]елчок с Shift/g;
    for (const [name, message] of [...Object.entries(en), ...Object.entries(ru)]) {
      if (name === 'keys.space') continue;
      for (const text of forms(message)) expect(text.replace(fixed, ''), name).not.toMatch(key);
    }
    expect(source).not.toMatch(/aria-keyshortcuts=|\(Shift \+/);
  });

  it('count nothing but the number whose plural form they have', () => {
    const counted =
      /\{(\w+)\} (?:files?|images?|copies|leaks|normals|look-alikes?|снимк|файл|копи|пролив|непросмотр)/g;
    const wrong = [...Object.entries(en), ...Object.entries(ru)].flatMap(([key, message]) =>
      forms(message)
        .filter((text) =>
          [...text.matchAll(counted)].some(
            ([, hole]) => hole !== 'n' || typeof message === 'string',
          ),
        )
        .map((text) => `${key}: ${text}`),
    );
    // So many that prove a rate are never one.
    const many = /^missing\.(leaks|normals): /;
    expect(wrong.filter((text) => !many.test(text))).toEqual([]);
  });

  it('hold no English words in Russian texts but names of the field', () => {
    const names =
      /Esc|Lunka|Shift|WebGL2|MNIST|MVTec|IDX|AUROC|ROC|TPR|TNR|FPR|F1|J Юдена|CSV|SHA-256|test_annotation\.txt|lunka\.sqlite|backups/g;
    const files = /train, proliv, test\/imgs|train\/good, test\/|\b[RS]\b/g;
    for (const [key, message] of Object.entries(ru)) {
      for (const text of forms(message)) {
        const rest = text
          .replace(names, '')
          .replace(files, '')
          .replace(/\{\w+\}/g, '');
        expect(rest, key).not.toMatch(/[A-Za-z]/);
      }
    }
  });

  it('name every action, label and verdict', () => {
    for (const action of ACTIONS) expect(en).toHaveProperty([`action.${action}`]);
    for (const label of LABELS) expect(en).toHaveProperty([`label.${label}`]);
    for (const verdict of VERDICTS) expect(en).toHaveProperty([`verdict.${verdict}`]);
  });

  it('name every strategy and what it goes by', () => {
    for (const { name, parameters } of STRATEGIES) {
      expect(en).toHaveProperty([`strategy.${name}`]);
      // The manual cut is shown by its thresholds, and needs no words of its own.
      if (name === 'manual') continue;
      expect(en).toHaveProperty([`strategy-about.${name}`]);
      for (const { name } of parameters) expect(en).toHaveProperty([`parameter.${name}`]);
    }
  });

  it('hold nothing that nobody says', () => {
    const composed = /(?:\bt|attempt)\(`([a-z-]+)[.-]\$\{|code\('([a-z]+)'|`(problem)\.\$\{/g;
    const groups = new Set(
      [...source.matchAll(composed)].map((match) => match[1] ?? match[2] ?? match[3]),
    );
    for (const key of Object.keys(en)) {
      const group = key.split('.')[0]!;
      const said = source.includes(`'${key}'`) || groups.has(group) || isBuiltIn(group);
      expect(said, key).toBe(true);
    }
  });
});

/** Groups that the language object itself composes. */
function isBuiltIn(group: string): boolean {
  return group === 'label' || group === 'verdict';
}

describe('rendering', () => {
  it.each([
    [0, '0 снимков'],
    [1, '1 снимок'],
    [2, '2 снимка'],
    [4, '4 снимка'],
    [5, '5 снимков'],
    [11, '11 снимков'],
    [14, '14 снимков'],
    [21, '21 снимок'],
    [22, '22 снимка'],
    [111, '111 снимков'],
    [1.5, '1,5 снимка'],
  ])('counts %d images in Russian', (n, expected) => {
    expect(render(ru['count.images'], { n }, 'ru')).toBe(expected);
  });

  it('counts images in English and groups thousands', () => {
    expect(render(en['count.images'], { n: 1 }, 'en')).toBe('1 image');
    expect(render(en['count.images'], { n: 14_000 }, 'en')).toBe('14,000 images');
  });

  it('leaves a hole that nobody filled visible', () => {
    expect(render('{a} and {b}', { a: 'x' }, 'en')).toBe('x and {b}');
  });

  it('fills in a text that looks like a hole as it is', () => {
    expect(render('{file}', { file: '{n}.jpg' }, 'en')).toBe('{n}.jpg');
  });
});
