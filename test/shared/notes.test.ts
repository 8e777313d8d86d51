import { describe, expect, it } from 'vitest';
import { notePart, sayNote, type NotePart } from '../../src-main/shared/notes.ts';
import { calibrate, STRATEGIES } from '../../src-main/shared/thresholds.ts';

const normals = Array.from({ length: 200 }, (_, i) => 1 + (i % 97) / 100);
const leaks = Array.from({ length: 20 }, (_, i) => 1.9 + i / 10);
const shift = [...normals, ...leaks].map((score) => score + 0.001);
const VALUES: Record<string, Record<string, number>> = {
  manual: { upper: 3 },
  'review-budget': { images: 20 },
};

describe('how a cut was chosen', () => {
  it.each(STRATEGIES.map(({ name }) => name))('is said in both languages: %s', (name) => {
    const { said, note } = calibrate(name, { normals, leaks, shift }, VALUES[name] ?? {});
    expect(said!.length).toBeGreaterThan(0);
    expect(note).toBe(sayNote(said!, 'en'));
    const russian = sayNote(said!, 'ru');
    for (const text of [note, russian]) {
      expect(text).not.toMatch(/undefined|NaN|\{|\}/);
      expect(text.endsWith('.')).toBe(true);
    }
    expect(russian).toMatch(/[а-я]/);
    expect(russian).not.toMatch(/[A-Za-z]{4,}/);
  });

  it('says that nothing is proven without a leak, and where no cut tells them apart', () => {
    for (const known of [[], normals.slice(0, 20).map((score) => score - 1)]) {
      const { proven, said } = calibrate('youden', { normals, leaks: known });
      expect(proven).toBe(false);
      expect(sayNote(said!, 'en')).toMatch(/^Not proven/);
      expect(sayNote(said!, 'ru')).toMatch(/^Не доказан/);
    }
  });

  it('writes figures as each language writes them', () => {
    const parts: NotePart[] = [
      notePart('passes', { share: 0.995, normals: 1200 }),
      notePart('shift', { name: 'ночь 22' }),
    ];
    expect(sayNote(parts, 'en')).toBe(
      'Lets 99.5% of 1200 held-out normals pass. Measured on the shift ночь 22.',
    );
    expect(sayNote(parts, 'ru')).toBe(
      'Пропускает 99,5 % отложенных норм (всего 1200). Измерено на смене ночь 22.',
    );
    expect(sayNote([], 'ru')).toBe('');
  });
});
