import { describe, expect, it } from 'vitest';
import { DEFAULT_PRESET, findPreset, PRESETS } from '../../src-main/shared/presets.ts';
import { MEASURED } from '../../src-main/shared/presets/measured.ts';
import { STRATEGIES } from '../../src-main/shared/thresholds.ts';

describe('presets', () => {
  it('have names of their own in kebab-case, one of them the default', () => {
    const names = PRESETS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(names).toContain(DEFAULT_PRESET);
  });

  it('cover what was published for cells, digits and screws', () => {
    const published = PRESETS.filter((preset) => preset.published !== null);
    expect(new Set(published.map(({ data }) => data))).toEqual(
      new Set(['cells', 'digits', 'screws']),
    );
    for (const preset of published) expect(preset.published).toMatch(/0\.\d\d/);
  });

  it('are listed with what they were measured to reach, under names that there are', () => {
    const names = new Set(PRESETS.map(({ name }) => name));
    for (const [name, figures] of Object.entries(MEASURED)) {
      expect(names).toContain(name);
      expect(figures).toMatch(/^(TPR|F1|accuracy) [01]\.\d{3}\b.* \(\d seeds?\)$/);
    }
  });

  it.each(PRESETS.map((preset) => [preset.name, preset] as const))(
    '%s names a threshold strategy that needs no numbers but those it gives',
    (_, { recipe }) => {
      const strategy = STRATEGIES.find(({ name }) => name === recipe.threshold);
      expect(strategy).toBeDefined();
      const required = strategy!.parameters.filter(({ required }) => required);
      if (recipe.thresholdValue === undefined) expect(required).toEqual([]);
    },
  );

  it('are plain data: what is stored is what was made', () => {
    expect(JSON.parse(JSON.stringify(PRESETS))).toEqual(PRESETS);
  });

  it('are found by name, and an unknown name gets the nearest and all there are', () => {
    expect(findPreset('digits-conv').data).toBe('digits');
    const find = () => findPreset('digit-conv');
    expect(find).toThrow(expect.objectContaining({ code: 'unknown-preset', status: 400 }));
    expect(find).toThrow(/small-conv, .*received "digit-conv"\. Did you mean "digits-conv"\?/);
    expect(() => findPreset('')).toThrow(/received ""\.$/);
  });
});
