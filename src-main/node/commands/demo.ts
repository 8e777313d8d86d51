import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { Evaluation, TrainOutcome } from '../../shared/api/detectors.ts';
import type { ImportResult } from '../../shared/api/imports.ts';
import type { Job } from '../../shared/api/jobs.ts';
import { DATABASE_FILE } from '../../engine/project/folder.ts';
import { DEMO_IMAGES, DEMO_SEED } from '../../engine/project/demo.ts';
import { createSession, openSession, type Session } from '../session.ts';
import { createTerminal, type Terminal } from '../terminal.ts';
import { printOutcome } from './detectors.ts';
import { printEvaluation } from './judge.ts';
import { addCommand, whole } from './options.ts';
import { printImport } from './project.ts';

interface DemoOptions {
  once?: boolean;
  seed: number;
  json?: boolean;
}

/** Where the demo goes when no folder is named. */
const DEMO_FOLDER = 'lunka-demo';

/** @param open shows a project in the app; resolves when the person has closed it */
export function demoCommand(program: Command, open: (folder: string) => Promise<void>): void {
  addCommand(program, 'demo [project]', 'make demo images, run the whole loop, open it')
    .option('--once', 'end after the table; do not open the app')
    .option('--seed <n>', 'the same seed draws the same images', whole(0, 2 ** 31), DEMO_SEED)
    .action(async (given: string | undefined, options: DemoOptions) => {
      const folder = given ?? DEMO_FOLDER;
      const terminal = createTerminal(options.json === true);
      const loop = (session: Session): Promise<void> => runLoop(session, options.seed, terminal);
      if (existsSync(path.join(folder, DATABASE_FILE))) {
        terminal.say(`The project in ${path.resolve(folder)} is there already; going on with it.`);
        await openSession(folder, terminal, loop);
      } else {
        await createSession(folder, 'Demo', terminal, loop);
      }
      // A machine that runs tests has nobody to look at a window.
      if (!options.once && !options.json && !process.env['CI']) await open(folder);
    });
}

/** Import, train, score, calibrate and compare with the known truth; what is done stays done. */
async function runLoop(session: Session, seed: number, terminal: Terminal): Promise<void> {
  const { api, ask, run, project } = session;
  let summary = await ask<{ images: number; active: unknown }>(api.project.$get());
  const jobs = await ask<Job[]>(api.jobs.$get({ query: { limit: '500' } }));
  const drawing = jobs.find(({ kind }) => kind === 'demo');
  // A drawing that was cut off may have left some shifts and nothing to learn from.
  if (drawing ? drawing.state !== 'done' : summary.images === 0) {
    const param = { id: String(drawing?.id) };
    const drawn = drawing
      ? api.jobs[':id'].restart.$post({ param })
      : api.demo.$post({ json: { seed, earlier: true } });
    printImport(await run<ImportResult>(drawn), terminal.say);
    summary = await ask(api.project.$get());
  }
  if (summary.active === null) {
    const outcome = await run<TrainOutcome>(api.detectors.train.$post({ json: {} }));
    printOutcome(outcome, terminal);
  }
  const test = path.join(project.folder, DEMO_IMAGES, 'test');
  const truth = {
    images: path.join(test, 'imgs'),
    annotations: path.join(test, 'test_annotation.txt'),
  };
  const result = await run<Evaluation>(api.evaluate.$post({ json: truth }));
  terminal.result(result, () => {
    terminal.say('\nThe demo shift, which the detector has not learned from, against its truth:');
    printEvaluation(result, terminal.say);
  });
}
