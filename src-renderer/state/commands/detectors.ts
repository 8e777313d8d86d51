import { askToActivate } from '../judging.ts';
import type { Commands } from './command.ts';

/** Choosing among the versions of a detector. */
export const detectorCommands: Commands = {
  'detector-next': ({ versions }) => versions.move(1),
  'detector-previous': ({ versions }) => versions.move(-1),
  'detector-activate': (session) => {
    const { shown } = session.versions;
    if (shown) askToActivate(session, shown);
  },
  'detector-back': (session) => {
    const { previous } = session.versions;
    if (previous) askToActivate(session, previous);
  },
  'detector-compare': ({ versions }) => {
    if (versions.shown) versions.toggleCompared(versions.shown.id);
  },
  'training-finish': (session) => {
    const { jobs, engine } = session;
    const { current } = jobs;
    if (!engine || !current?.epochs.length || !jobs.training) return;
    void session.attempt('watch.finish', async () =>
      jobs.take(await engine.watch.finish(current.id)),
    );
  },
  'golden-grow': ({ versions, shift }) => {
    if (shift !== null) versions.question = { what: 'golden', shift };
  },
};
