import { describe, expect, it } from 'vitest';
import * as format from '../../src-renderer/i18n/format.ts';
import { typedMoment, writtenMoment } from '../../src-renderer/i18n/moments.ts';
import { rgbaFromBase64 } from '../../src-renderer/ui/pixels.ts';

/** Intl separates with no-break spaces of several kinds. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('moments in fields', () => {
  it('are read as they are written, in either form and whatever the language', () => {
    for (const language of ['en', 'ru'] as const) {
      const iso = new Date(2026, 10, 2, 4, 5).toISOString();
      expect(typedMoment(writtenMoment(iso, language))).toBe(iso);
      expect(typedMoment('2026-11-02 04:05')).toBe(iso);
      expect(typedMoment(' 2.11.2026  4:05 ')).toBe(iso);
    }
    expect(writtenMoment(undefined, 'ru')).toBe('');
    expect(writtenMoment(new Date(2026, 10, 2, 4, 5).toISOString(), 'ru')).toBe('02.11.2026 04:05');
    expect(typedMoment('2026-11-02')).toBe(new Date(2026, 10, 2).toISOString());
  });

  it.each([
    '',
    'today',
    '2026-02-30',
    '31.04.2026',
    '2026-13-01',
    '1.1.26',
    '2026-11-02 24:00',
    '2026-11-02 4:60',
    '11/02/2026',
  ])(
    // prettier-ignore
    'are none of %o',
    (text) => expect(typedMoment(text)).toBeNull(),
  );
});

describe('numbers', () => {
  it('are written as each language writes them', () => {
    expect(format.number(14_000, 'en')).toBe('14,000');
    expect(plain(format.number(14_000, 'ru'))).toBe('14 000');
    expect(format.score(0.0123456, 'en')).toBe('0.01235');
    expect(format.score(0.0123456, 'ru')).toBe('0,01235');
  });

  it('are a dash where there is none', () => {
    for (const absent of [null, undefined, NaN]) {
      expect(format.number(absent, 'en')).toBe('–');
      expect(format.score(absent, 'ru')).toBe('–');
    }
    expect(format.duration(Infinity, 'en')).toBe('–');
    expect(format.moment(null, 'en')).toBe('–');
    expect(format.moment('yesterday', 'en')).toBe('–');
  });
});

describe('rates', () => {
  it('have one decimal, also where they are whole', () => {
    expect(format.rate(61, 65, 'en')).toBe('93.8%');
    expect(plain(format.rate(65, 65, 'ru'))).toBe('100,0 %');
  });

  it('are a dash, not nought or an error, where the class has no image', () => {
    expect(format.rate(0, 0, 'en')).toBe('–');
  });

  it('differ in points with a sign, and by nothing without one', () => {
    expect(format.points(0.0312, 'en')).toBe('+3.1');
    expect(format.points(-0.005, 'ru')).toMatch(/^[-−]0,5$/);
    expect(format.points(0, 'en')).toBe('0.0');
  });
});

describe('durations', () => {
  it.each([
    [0, '0 sec'],
    [59.6, '1 min'],
    [80, '1 min 20 sec'],
    [605, '10 min'],
    [3_600, '1 hr'],
    [5_405, '1 hr 30 min'],
    [-3, '0 sec'],
  ])('of %d s read %s', (seconds, text) => {
    expect(plain(format.duration(seconds, 'en'))).toBe(text);
  });

  it('read in Russian', () => {
    expect(plain(format.duration(80, 'ru'))).toBe('1 мин 20 с');
  });
});

describe('sizes of files', () => {
  it('are in kB or MB', () => {
    expect(plain(format.bytes(800, 'en'))).toBe('0.8 kB');
    expect(plain(format.bytes(2_500_000, 'ru'))).toBe('2,5 МБ');
  });
});

describe('a rate or its bound', () => {
  it.each([
    [0.9106, 'en', '0.911'],
    [0.848, 'ru', '0,848'],
    [1, 'en', '1.000'],
    // Nearly all is not all.
    [0.99996, 'en', '0.999'],
    [null, 'en', '–'],
    [NaN, 'en', '–'],
  ] as const)('of %d is written %s: %s', (value, language, text) => {
    expect(format.share(value, language)).toBe(text);
  });
});

describe('pixels of the evidence', () => {
  it('get an opaque alpha channel', () => {
    const base64 = btoa(String.fromCharCode(1, 2, 3, 253, 254, 255));
    expect([...rgbaFromBase64(base64, 2, 1)]).toEqual([1, 2, 3, 255, 253, 254, 255, 255]);
  });

  it('are refused where their number does not fit', () => {
    expect(() => rgbaFromBase64(btoa('abc'), 2, 1)).toThrow(/expected 6 bytes for 2x1 RGB/);
  });

  it('are refused where they are not base64', () => {
    expect(() => rgbaFromBase64('***', 1, 1)).toThrow();
  });
});
