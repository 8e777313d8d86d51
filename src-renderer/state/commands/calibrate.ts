import { SHOWN_SETS } from '../../../src-main/shared/api/calibration.ts';
import { calibrate, goBack } from '../judging.ts';
import type { Commands } from './command.ts';

/** Trying cuts on the scores. */
export const calibrateCommands: Commands = {
  'cut-left': ({ calibration }) => calibration.step(-1),
  'cut-right': ({ calibration }) => calibration.step(1),
  'cut-left-far': ({ calibration }) => calibration.step(-1, true),
  'cut-right-far': ({ calibration }) => calibration.step(1, true),
  'cut-left-image': ({ calibration }) => calibration.stepImage(-1),
  'cut-right-image': ({ calibration }) => calibration.stepImage(1),
  'cut-choose': ({ calibration }) => calibration.chooseNext(),
  'cut-type': ({ calibration }) => {
    // The one thing here that only the page can do: the keyboard goes into the field.
    const field = document.getElementById(`cut-${calibration.chosen}`);
    if (field instanceof HTMLInputElement) field.select();
  },
  'cut-review': ({ calibration }) => calibration.toggle('review'),
  'cut-lower': ({ calibration }) => calibration.toggle('lower'),
  'cut-reset': ({ calibration }) => calibration.reset(),
  'strategy-next': ({ calibration }) => calibration.moveCursor(1),
  'strategy-previous': ({ calibration }) => calibration.moveCursor(-1),
  'strategy-take': ({ calibration }) => {
    const answer = calibration.answers[calibration.cursor];
    if (answer) calibration.take(answer.name);
  },
  'score-set': ({ calibration }) => {
    const next = (SHOWN_SETS.indexOf(calibration.wanted) + 1) % SHOWN_SETS.length;
    calibration.wanted = SHOWN_SETS[next]!;
  },
  'calibrate-apply': (session) => void calibrate(session),
  'calibrate-back': (session) => void goBack(session),
};
