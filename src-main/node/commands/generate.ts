import path from 'node:path';
import type { Command } from 'commander';
import { generateProject, generateScrews } from '../../imaging/generator/index.ts';
import { createTerminal } from '../terminal.ts';
import { addCommand, choice, whole } from './options.ts';

/** What can be made, and the layout that `import` finds in it. */
const KINDS = {
  cells: { make: generateProject, layout: 'lunka' },
  screws: { make: generateScrews, layout: 'mvtec' },
} as const;
type Kind = keyof typeof KINDS;

export function generateCommand(program: Command): void {
  addCommand(program, 'generate <folder>', 'make images to practise and to measure on')
    .option(
      '--kind <kind>',
      'cells (a plant: train, proliv and a shift) or screws (sound ones and five defects)',
      choice(Object.keys(KINDS) as Kind[]),
      'cells',
    )
    .option('--seed <n>', 'the same seed draws the same images', whole(0, 2 ** 32 - 1), 1)
    .action(async (folder: string, options: { kind: Kind; seed: number; json?: boolean }) => {
      const terminal = createTerminal(options.json === true);
      const { make, layout } = KINDS[options.kind];
      let images = 0;
      await make(folder, {
        seed: options.seed,
        onProgress(_done, total) {
          images = total;
        },
      });
      terminal.result({ folder: path.resolve(folder), images, layout }, () => {
        terminal.say(`Made ${images} images in ${path.resolve(folder)}, layout ${layout}.`);
        terminal.say(`Next: lunka import PROJECT ${folder}`);
      });
    });
}
