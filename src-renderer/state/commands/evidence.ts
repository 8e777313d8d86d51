import type { Look } from '../look.svelte.ts';
import type { Kind } from '../neighbourhood.svelte.ts';
import type { Command, Commands } from './command.ts';

const look =
  (change: (look: Look) => void): Command =>
  ({ review }) =>
    change(review.inspection.look);

const compare =
  (kind: Kind): Command =>
  ({ review }) =>
    review.inspection.neighbourhood.compareNext(kind);

/** Looking closer at the image under the cursor. */
export const evidenceCommands: Commands = {
  'zoom-in': look((it) => it.zoomBy(1)),
  'zoom-out': look((it) => it.zoomBy(-1)),
  'zoom-fit': look((it) => it.fit()),
  'zoom-actual': look((it) => it.actualSize()),
  'pan-left': look((it) => it.panBy(-1, 0)),
  'pan-right': look((it) => it.panBy(1, 0)),
  'pan-up': look((it) => it.panBy(0, -1)),
  'pan-down': look((it) => it.panBy(0, 1)),
  heat: look((it) => it.switchHeat()),
  'heat-less': look((it) => it.heatBy(-1)),
  'heat-more': look((it) => it.heatBy(1)),
  'compare-normal': compare('normal'),
  'compare-leak': compare('leak'),
};
