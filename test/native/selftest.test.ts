import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTensorFlow, formatReport, selfTest } from '../../src-main/native/selftest.ts';
import { temporaryFolder } from './plant.ts';

/** A package that does `code` when it is loaded. */
async function packageThat(code: string): Promise<string> {
  const folder = join(await temporaryFolder(), 'tfjs-node');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{"main":"index.js"}');
  await writeFile(join(folder, 'index.js'), code);
  return folder;
}

describe('the self-test', { timeout: 120_000 }, () => {
  it('runs every native part of this checkout and tells versions and times', async () => {
    const report = await selfTest();
    const { sqlite, sharp, tensorflow } = report;
    expect(sqlite).toMatchObject({ ok: true, version: expect.stringMatching(/^13\..*SQLite 3\./) });
    expect(sharp).toMatchObject({ ok: true, version: expect.stringMatching(/libvips \d/) });
    // Where no library could be provided the CPU backend serves, but never without a reason.
    if (tensorflow.ok) {
      expect(tensorflow).toMatchObject({
        backend: 'native',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
    } else {
      expect(tensorflow).toMatchObject({ backend: 'cpu', reason: expect.stringMatching(/./) });
    }
    expect(report.ok).toBe(tensorflow.ok);
    expect(tensorflow.threads).toBeGreaterThan(0);
    expect(formatReport(report)).toMatch(/TensorFlow.*\d ms[^]*better-sqlite3[^]*sharp/);
  });

  it('falls back to the CPU backend with the reason, and that one computes rightly too', async () => {
    const packageFolder = await packageThat('throw new Error("libtensorflow.so.2: not found")');
    const { ok, tensorflow } = await selfTest({ packageFolder });
    expect(ok).toBe(false);
    expect(tensorflow).toMatchObject({
      ok: false,
      backend: 'cpu',
      threads: 1,
      reason: 'libtensorflow.so.2: not found',
      advice: expect.stringContaining('npm install'),
    });
  });

  it('survives a library that aborts the process, and says so', async () => {
    const packageFolder = await packageThat('process.abort()');
    const { tensorflow } = await selfTest({ packageFolder });
    expect(tensorflow).toMatchObject({ ok: false, backend: 'none' });
    expect(tensorflow.reason).toMatch(/the process ended with/);
  });

  it('ends a library that hangs after the time limit', async () => {
    const packageFolder = await packageThat('for (;;);');
    const report = await selfTest({ packageFolder, limitMs: 2_000 });
    expect(report.tensorflow).toMatchObject({ ok: false, reason: 'no answer within 2 s' });
    expect(formatReport(report)).toContain('FAIL  TensorFlow');
  });

  it('notices a library that computes wrongly', async () => {
    const packageFolder = await packageThat(`
      const cpu = require(${JSON.stringify(join(import.meta.dirname, '../../node_modules/@tensorflow/tfjs'))});
      module.exports = { ...cpu, backend: () => ({ binding: { TF_Version: '9' } }) };
      module.exports.matMul = () => cpu.tensor2d([[19, 22], [43, 51]]);
      cpu.enableProdMode();
    `);
    expect(await checkTensorFlow(packageFolder)).toEqual({
      ok: false,
      reason: 'matrix product: expected 19 22 43 50, received 19 22 43 51',
    });
  });

  it('reports a package folder that is empty as one that does not run', async () => {
    expect(await checkTensorFlow(await temporaryFolder())).toMatchObject({ ok: false });
  });
});
