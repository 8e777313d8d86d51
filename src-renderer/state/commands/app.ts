import { i18n, t } from '../../i18n/i18n.svelte.ts';
import { retrain } from '../judging.ts';
import { goTo } from '../reviewing.ts';
import type { Session } from '../session.svelte.ts';
import type { View } from '../url.ts';
import type { Command, Commands } from './command.ts';

const show =
  (view: View): Command =>
  ({ route }) =>
    route.go({ view });

async function turn(session: Session, way: 'undo' | 'redo'): Promise<void> {
  await session.attempt(`doing.${way}`, async () => {
    const images = (await session.labels[way]())?.images ?? [];
    const first = images[0];
    if (!first) return;
    if (session.route.place.view !== 'review') session.route.go({ view: 'review' });
    if (!(await goTo(session, first.image))) {
      session.notices.info(t(`notice.${way}-elsewhere`, { n: images.length }));
    } else if (way === 'redo' && session.mode !== 'image') {
      // As the key that is done again did.
      await session.groups.advance();
    }
    session.notices.say(t(`spoken.${way}`, { label: i18n.label(first.label) }));
  });
}

/** A second answer changed no label: it is shown again, and nothing else taken back in its place. */
function undo(session: Session): void {
  const image = session.labels.passAnswer();
  if (image === null) return void turn(session, 'undo');
  if (session.route.place.view !== 'review') session.route.go({ view: 'review' });
  session.notices.info(t('recheck.stays'));
  void goTo(session, image);
}

/** What works in every view. */
export const appCommands: Commands = {
  undo,
  redo: (session) => void turn(session, 'redo'),
  pixels: ({ settings }) => {
    settings.pixelated = !settings.pixelated;
  },
  retrain: (session) => void retrain(session),
  log: (session) => {
    session.logOpen = !session.logOpen;
  },
  help: (session) => {
    session.helpOpen = !session.helpOpen;
  },
  'view-shift': show('shift'),
  'view-review': show('review'),
  'view-wall': show('wall'),
  'view-calibrate': show('calibrate'),
  'view-detectors': show('detectors'),
  'view-transfer': show('transfer'),
};
