import { describe, expect, it } from 'vitest';
import { Recent } from '../../src-renderer/state/recent.ts';

describe('what was asked for lately', () => {
  it('forgets the value unused longest, not the oldest one', () => {
    const recent = new Recent<string, number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    recent.get('a');
    recent.set('c', 3);
    expect(recent.get('a')).toBe(1);
    expect(recent.get('b')).toBeUndefined();
    expect(recent.get('c')).toBe(3);
  });

  it('replaces a value without forgetting another', () => {
    const recent = new Recent<string, number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    recent.set('b', 3);
    expect(recent.get('a')).toBe(1);
    expect(recent.get('b')).toBe(3);
  });

  it('knows nothing after it was cleared', () => {
    const recent = new Recent<string, number>(2);
    recent.set('a', 1);
    recent.clear();
    expect(recent.get('a')).toBeUndefined();
  });
});
