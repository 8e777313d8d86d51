import { readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unpack } from '../../src-main/native/unpack.ts';
import { tgz, zip, type Tree } from './archives.ts';
import { temporaryFolder } from './plant.ts';

/** Unpacks `archive`, keeping every entry under its own name. */
async function unpackAll(archive: Buffer): Promise<string> {
  const folder = await temporaryFolder();
  const file = join(folder, 'archive');
  await writeFile(file, archive);
  const tree = join(folder, 'tree');
  await unpack(file, tree, { place: (path) => [path] });
  return tree;
}

const hostile: [string, Tree][] = [
  ['a name that leads out of the folder', { '../evil': 'x' }],
  ['a link to a place outside', { inside: '-> ../../evil' }],
  ['a file that would be written through a link', { a: '-> b', 'a/evil': 'x' }],
  ['a name that comes twice', { 'lib/a': 'x', './lib/a': 'y' }],
];

describe('unpacking', () => {
  it.each(hostile)('refuses %s', async (_what, tree) => {
    await expect(unpackAll(await tgz(tree))).rejects.toThrow();
  });

  it('refuses a tar that ends too early', async () => {
    const whole = await tgz({ 'lib/a': Buffer.alloc(100_000, 'abc') });
    await expect(unpackAll(whole.subarray(0, -100))).rejects.toThrow('unexpected end of file');
  });

  it('refuses a zip that ends too early', async () => {
    const whole = zip({ 'lib/a': 'x'.repeat(1000), 'lib/b': 'y' });
    await expect(unpackAll(whole.subarray(0, 35))).rejects.toThrow();
  });

  it('refuses the log-in page that a plant network sends instead of an archive', async () => {
    const page = Buffer.from('<html>Please log in</html>');
    await expect(unpackAll(page)).rejects.toMatchObject({ code: 'archive-broken' });
  });

  it('refuses an archive that holds nothing of what was expected', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'archive');
    await writeFile(file, await tgz({ readme: 'hello' }));
    const unpacked = unpack(file, join(folder, 'tree'), { place: () => [] });
    await expect(unpacked).rejects.toMatchObject({ code: 'archive-broken' });
    expect(existsSync(join(folder, 'tree/readme'))).toBe(false);
  });

  it('unpacks a zip', async () => {
    const tree = await unpackAll(zip({ 'lib/a': 'content' }));
    expect(await readFile(join(tree, 'lib/a'), 'utf8')).toBe('content');
  });
});
