import type { Label } from '../../../src-main/shared/words.ts';
import { i18n, t } from '../../i18n/i18n.svelte.ts';
import { MOVES } from '../../ui/virtual.ts';
import { COLOURS } from '../../wall/marks.ts';
import { WALL_KINDS } from '../../wall/layout.ts';
import { WALL_ORDERS } from '../../wall/order.ts';
import type { Session } from '../session.svelte.ts';
import type { Same } from '../wall.svelte.ts';
import type { Command, Commands } from './command.ts';

/** One step of a key on the wall, as a factor. */
const ZOOM = 1.4;

const give =
  (label: Label | null): Command =>
  ({ wall, notices }) => {
    const n = wall.label(label);
    if (n > 0) notices.say(t('wall.labelled', { n, label: i18n.label(label) }));
  };

const selectSame =
  (what: Same): Command =>
  ({ wall, notices }) => {
    if (!wall.selectSame(what)) notices.info(t('wall.no-group'));
    else notices.say(t('wall.selected', { n: wall.selected }));
  };

/** The next of a list after the one at hand, from the start after the last. */
function following<T>(list: readonly T[], at: T): T {
  return list[(list.indexOf(at) + 1) % list.length]!;
}

/** Undone and redone images are selected, so that the eye finds them and another key can mean them. */
async function turn(session: Session, way: 'undo' | 'redo'): Promise<void> {
  await session.attempt(`doing.${way}`, async () => {
    const images = (await session.labels[way]())?.images ?? [];
    if (images.length === 0) return;
    const { wall, notices } = session;
    const here = wall.numbersOf(images.map(({ image }) => image));
    const away = images.length - here.length;
    if (away > 0) notices.info(t(`notice.${way}-elsewhere`, { n: away }));
    if (here.length > 1) wall.select(here, 'replace');
    if (here.length > 0) wall.goTo(here[0]!);
    notices.say(t(`wall.${way}`, { n: here.length }));
  });
}

/** Looking at all images at once and choosing some. */
export const wallCommands: Commands = {
  'label-normal': give('normal'),
  'label-leak': give('leak'),
  'label-unsure': give('unsure'),
  'label-clear': give(null),
  undo: (session) => void turn(session, 'undo'),
  redo: (session) => void turn(session, 'redo'),
  ...Object.fromEntries(
    MOVES.flatMap((move): [string, Command][] => [
      [move, ({ wall }) => wall.step(move)],
      [`extend-${move}`, ({ wall }) => wall.step(move, true)],
    ]),
  ),
  'select-toggle': ({ wall }) => {
    if (wall.count > 0) wall.select([wall.cursor], 'toggle');
  },
  'select-row': ({ wall }) => wall.selectRow(),
  'select-verdict': selectSame('verdict'),
  'select-label': selectSame('label'),
  'select-group': selectSame('group'),
  'select-all': ({ wall }) => wall.select(wall.columns.ids.keys(), 'replace'),
  'select-none': ({ wall }) => wall.clear(),
  search: () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
  'search-next': ({ wall }) => wall.nextFound(),
  'wall-look': ({ wall }) => wall.look(),
  'wall-fit': ({ wall }) => wall.camera.fit(),
  'zoom-in': ({ wall }) => wall.camera.zoom(ZOOM),
  'zoom-out': ({ wall }) => wall.camera.zoom(1 / ZOOM),
  'wall-order': ({ route }) =>
    route.go({ wallOrder: following(WALL_ORDERS, route.place.wallOrder) }, true),
  'wall-colour': ({ route }) =>
    route.go({ wallMarks: following(COLOURS, route.place.wallMarks) }, true),
  'wall-kind': ({ route }) =>
    route.go({ wallKind: following(WALL_KINDS, route.place.wallKind) }, true),
};
