import type { Label } from '../../../src-main/shared/words.ts';
import { i18n, t } from '../../i18n/i18n.svelte.ts';
import type { Groups } from '../groups.svelte.ts';
import type { Session } from '../session.svelte.ts';
import { appCommands } from './app.ts';
import type { Command, Commands } from './command.ts';

/** Gives a label to part or all of the group and says of how many images. */
const give =
  (label: Label, how: (groups: Groups, label: Label) => number): Command =>
  (session) => {
    const n = how(session.groups, label);
    if (n > 0) session.notices.say(t('spoken.group', { label: i18n.label(label), n }));
  };

function accept(session: Session): void {
  const { accepted, current } = session.groups;
  if (!current) return;
  if (accepted) give(accepted, (groups, label) => groups.answer(label))(session);
  else session.notices.info(t('group.no-verdict'));
}

/** Splits and labels alike are undone from the newest to the oldest. */
function undo(session: Session): void {
  if (!session.groups.hasSplit) return appCommands.undo!(session);
  void session.attempt('doing.join', async () => {
    const n = await session.groups.join();
    if (n > 0) session.notices.say(t('spoken.joined', { n }));
  });
}

/** Deciding on groups. */
export const groupCommands: Commands = {
  'label-normal': give('normal', (groups, label) => groups.answer(label)),
  'label-leak': give('leak', (groups, label) => groups.answer(label)),
  'label-unsure': give('unsure', (groups, label) => groups.answer(label)),
  accept,
  undo,
  skip: ({ groups }) => void groups.skip(),
  back: ({ groups }) => groups.back(),
  split: ({ groups }) => {
    if ((groups.current?.images.length ?? 0) > 1) groups.split.start();
  },
};

/** Taking images out of the group on screen. */
export const splitCommands: Commands = {
  'label-normal': give('normal', (groups, label) => groups.answerMarked(label)),
  'label-leak': give('leak', (groups, label) => groups.answerMarked(label)),
  'label-unsure': give('unsure', (groups, label) => groups.answerMarked(label)),
  'rest-normal': give('normal', (groups, label) => groups.answerRest(label)),
  'rest-leak': give('leak', (groups, label) => groups.answerRest(label)),
  'rest-unsure': give('unsure', (groups, label) => groups.answerRest(label)),
  mark: ({ groups, review }) => groups.split.toggle(review.list.ids, review.cursor),
  invert: ({ groups }) => groups.split.invert(groups.unanswered),
  cut: (session) =>
    void session.attempt('doing.cut', async () => {
      if (!(await session.groups.cut())) session.notices.info(t('split.alike'));
    }),
  part: (session) => void session.attempt('doing.split', () => session.groups.part()),
  undo,
  'split-end': ({ groups }) => groups.split.end(),
};
