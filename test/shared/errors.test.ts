import { describe, expect, it } from 'vitest';
import { LunkaError, toProblem } from '../../src-main/shared/errors.ts';

describe('toProblem', () => {
  it('carries code, status and message of our own errors', () => {
    const cause = new Error('disk');
    const error = new LunkaError('folder-not-found', 404, 'Expected a folder.', { cause });
    expect(error.cause).toBe(cause);
    expect(toProblem(error)).toEqual({
      type: 'urn:lunka:problem:folder-not-found',
      title: 'folder not found',
      status: 404,
      code: 'folder-not-found',
      detail: 'Expected a folder.',
    });
  });

  it.each([
    ['an error of somebody else', new TypeError('oops'), 'oops'],
    ['a thrown string', 'oops', 'oops'],
    ['nothing at all', undefined, 'undefined'],
  ])('reports %s as internal', (_, thrown, detail) => {
    expect(toProblem(thrown)).toMatchObject({ status: 500, code: 'internal', detail });
  });
});
