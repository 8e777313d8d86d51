import {
  appendFile,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { DriftReport } from '../../src-main/shared/api/drift.ts';
import type { ShiftReport } from '../../src-main/shared/api/report.ts';
import { lunka, lunkaJson, startLunka } from '../helpers/cli.ts';
import { temporaryFolder, trainProject, type TrainedProject } from '../helpers/project.ts';

let trained: TrainedProject;
beforeAll(async () => {
  trained = await trainProject({ train: 120, proliv: 12, shift: 60 });
});
afterAll(() => trained.remove());

const truth = async (): Promise<Map<string, boolean>> => {
  const text = await readFile(path.join(trained.images, 'test', 'test_annotation.txt'), 'utf8');
  return new Map(
    text
      .trim()
      .split('\r\n')
      .map((line) => [line.slice(0, -2), line.endsWith('1')]),
  );
};

/** The shift with every image labelled by its truth, as a person called Vera. */
async function reviewed(): Promise<{ project: string; leaks: string[]; cwd: string }> {
  const project = await trained.copy();
  const cwd = await temporaryFolder();
  const rows = [...(await truth())];
  const csv = rows.map(([name, leak]) => `test/imgs/${name},${leak ? 'leak' : 'normal'}`);
  await writeFile(path.join(cwd, 'labels.csv'), `file,label\n${csv.join('\n')}\n`);
  await lunkaJson(['label', project, '--from', 'labels.csv', '--author', 'Vera <b>'], cwd);
  return { project, cwd, leaks: rows.filter(([, leak]) => leak).map(([name]) => name) };
}

describe('lunka report', () => {
  it('writes one page that needs nothing else, in the language asked for, and the same as JSON', async () => {
    const { project, cwd, leaks } = await reviewed();
    const asked = ['report', project, '--shift', 'A', '--out'];
    expect(await lunka([...asked, 'a.html', '--lang', 'ru'], cwd)).toMatchObject({ code: 0 });
    expect(await lunka([...asked, 'a.JSON'], cwd)).toMatchObject({ code: 0 });
    const page = await readFile(path.join(cwd, 'a.html'), 'utf8');
    const report = JSON.parse(await readFile(path.join(cwd, 'a.JSON'), 'utf8')) as ShiftReport;
    expect(leaks.length).toBeGreaterThan(0);
    expect(report).toMatchObject({ left: 0, shift: { name: 'A' }, reviewers: [{ decisions: 1 }] });
    expect(report.leaks.map(({ file }) => path.basename(file)).sort()).toEqual(leaks.sort());
    expect(report.leaks[0]!.cell).toMatch(/^\d\d$/);
    const { count, of, interval } = report.rates.leaks!;
    expect([count, of]).toEqual([report.labels.leak, report.images]);
    expect(interval.low).toBeLessThan(count / of);
    expect(page).toContain('<html lang="ru">');
    expect(page).toContain('Найденные проливы');
    expect(page).toMatch(/Как выбран<\/th><td class="word">(Выбран|Не доказан|Пропускает)/);
    expect(page).not.toContain('held out');
    expect(page).not.toMatch(/, p \d/);
    expect(page.match(/<img src="data:image\/jpeg;base64,/g)).toHaveLength(leaks.length);
    expect(page).toContain('Vera &lt;b&gt;');
    expect(page).not.toMatch(/<script|(src|href)="(?!data:)/);
  });

  it('refuses a shift that is not there, and a file of no known kind as wrong usage', async () => {
    const project = await trained.copy();
    const cwd = await temporaryFolder();
    const unknown = await lunka(['report', project, '--shift', 'B', '--out', 'b.html'], cwd);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('(A)') as string });
    const pdf = await lunka(['report', project, '--shift', 'A', '--out', 'b.pdf'], cwd);
    expect(pdf).toMatchObject({ code: 2 });
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe('lunka drift', () => {
  it('tells people a verdict in words, programs the whole report', async () => {
    const { project, cwd } = await reviewed();
    const said = await lunka(['drift', project], cwd);
    expect(said.stdout).toMatch(/^Shift A: (steady|light|more|not enough)/);
    const report = await lunkaJson<DriftReport>(['drift', project, '--shift', 'A'], cwd);
    expect(report.reviewed.images).toBeGreaterThan(30);
    expect(report.cells.length).toBeGreaterThan(3);
  });
});

describe('lunka watch', () => {
  const imgs = () => path.join(trained.images, 'test', 'imgs');

  it('takes in what has stopped growing, judges it, and ends whole at Ctrl-C', async () => {
    const project = await trained.copy();
    const cwd = await temporaryFolder();
    const arriving = path.join(cwd, 'camera');
    await mkdir(arriving);
    const watching = startLunka(['watch', project, arriving, '--shift', 'N', '--every', '1'], cwd);
    await watching.said(/Watching/);
    // Other bytes than the project has: a JPEG with something behind its end is another file.
    const names = (await readdir(imgs())).slice(0, 6);
    const bytes = await readFile(path.join(imgs(), names[0]!));
    const growing = path.join(arriving, 'growing.jpg');
    await writeFile(growing, bytes.subarray(0, 400));
    for (const name of names.slice(1)) {
      await copyFile(path.join(imgs(), name), path.join(arriving, name));
      await appendFile(path.join(arriving, name), name);
    }
    const grow = setInterval(() => void appendFile(growing, 'y'), 100);
    onTestFinished(() => clearInterval(grow));
    await watching.said(/5 new images in N, \d flagged/);
    clearInterval(grow);
    await writeFile(growing, Buffer.concat([bytes, Buffer.from('end')]));
    await watching.said(/1 new images in N/);
    watching.interrupt();
    const { code, stdout, stderr } = await watching.ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('Took in 6 new images');
    expect(stdout).not.toContain('unreadable');
    const report = path.join(cwd, 'n.json');
    await lunka(['report', project, '--shift', 'N', '--out', report], cwd);
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ images: 6, scored: 6 });
  });

  it('takes what is there once, to the shift of the day, and prints one document', async () => {
    const project = await trained.copy();
    const cwd = await temporaryFolder();
    const args = ['watch', project, imgs(), '--once', '--every', '1'];
    const document = await lunkaJson<{ images: number; flagged: unknown[] }>(args, cwd);
    expect(document).toMatchObject({ images: 0, unreadable: 0 });
    const shifts = await lunka(['report', project, '--shift', '?', '--out', 'x.json'], cwd);
    expect(shifts.stderr).toMatch(/\(\d{4}-\d\d-\d\d, A\)/);
  });

  it('says that its folder cannot be read, waits and goes on; known images are no new ones', async () => {
    const project = await trained.copy();
    const cwd = await temporaryFolder();
    const [share, away] = [path.join(cwd, 'share'), path.join(cwd, 'away')];
    await mkdir(share);
    const [known, other] = (await readdir(imgs())) as [string, string];
    await copyFile(path.join(imgs(), known), path.join(share, 'known.jpg'));
    const watching = startLunka(['watch', project, share, '--shift', 'N', '--every', '1'], cwd);
    await watching.said(/0 new images in N \(and 1 copies of known ones\), \d flagged/);
    await rename(share, away);
    await watching.said(/Expected a folder that can be read at .*ENOENT.* Waiting/);
    await copyFile(path.join(imgs(), other), path.join(away, 'late.jpg'));
    await appendFile(path.join(away, 'late.jpg'), 'late');
    await rename(away, share);
    await watching.said(/share can be read again/);
    await watching.said(/1 new images in N/);
    watching.interrupt();
    const { code, stdout } = await watching.ended;
    expect({ code, said: stdout.match(/Waiting/g)?.length }).toEqual({ code: 0, said: 1 });
    expect(stdout).toContain('Took in 1 new images');
  });

  it('refuses a folder that is not there', async () => {
    const cwd = await temporaryFolder();
    const args = ['watch', await trained.copy(), path.join(cwd, 'none')];
    const ended = await lunka(args, cwd);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('none') as string });
  });
});
