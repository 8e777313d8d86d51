/** What the address holds: which view, which shift, which images. Pure, so that it can be tested. */

import { WALL_KINDS, type WallKind } from '../wall/layout.ts';
import { COLOURS, type Colour } from '../wall/marks.ts';
import { WALL_ORDERS, type WallOrder } from '../wall/order.ts';
import { readNarrow, writeNarrow, type Narrow } from './narrow.ts';

export const VIEWS = ['shift', 'review', 'wall', 'calibrate', 'detectors', 'transfer'] as const;
export type View = (typeof VIEWS)[number];

export const FILTERS = ['flagged', 'left', 'all'] as const;
export type Filter = (typeof FILTERS)[number];

export const ORDERS = ['-score', 'score', 'id'] as const;
export type Order = (typeof ORDERS)[number];

export const WAYS = ['group', 'image'] as const;
/** How images are reviewed: look-alikes by one decision, or one by one. */
export type Way = (typeof WAYS)[number];

export const TABS = ['shifts', 'trend', 'cells'] as const;
export type Tab = (typeof TABS)[number];
export const LISTINGS = ['images', 'suspects', 'sample', 'alike'] as const;
/**
 * What is listed where images are reviewed one by one: those of the filter, labels most likely wrong,
 * the random sample of the shift, or what is most like one image.
 */
export type Listing = (typeof LISTINGS)[number];

export interface Place {
  view: View;
  by: Way;
  /** Id of a shift, `all` for every image of the project, null where none was chosen yet. */
  shift: number | 'all' | null;
  filter: Filter;
  order: Order;
  /** Part of the shift view. */
  tab: Tab;
  /** The cell whose trend is shown; null for all of them. */
  cell: string | null;
  list: Listing;
  /** The image that `alike` is about; null elsewhere. */
  like: number | null;
  narrow: Narrow;
  /** How the wall stands: its order, its arrangement and what its marks tell. */
  wallOrder: WallOrder;
  wallKind: WallKind;
  wallMarks: Colour;
}

export const HOME: Place = {
  view: 'review',
  by: 'group',
  shift: null,
  filter: 'flagged',
  order: '-score',
  tab: 'shifts',
  cell: null,
  list: 'images',
  like: null,
  narrow: {},
  wallOrder: '-score',
  wallKind: 'grid',
  wallMarks: 'verdict',
};

/** What is one project's own: its ids, and words and numbers that another knows nothing of. */
export const OF_A_PROJECT = {
  shift: null,
  cell: null,
  list: HOME.list,
  like: null,
  narrow: {},
} satisfies Partial<Place>;

function oneOf<T extends string>(values: readonly T[], given: string | null, otherwise: T): T {
  return values.find((value) => value === given) ?? otherwise;
}

/** The cell to which a list is narrowed; `cell` is that of the shift view. */
const ONLY_CELL = 'only-cell';

function narrowing(asked: URLSearchParams): URLSearchParams {
  const named = new URLSearchParams(asked);
  named.delete('cell');
  const cell = asked.get(ONLY_CELL);
  if (cell !== null) named.set('cell', cell);
  return named;
}

function idIn(given: string | null): number | null {
  return given && /^[1-9]\d*$/.test(given) ? Number(given) : null;
}

/** Reads `#/review?shift=3&filter=left`; whatever isn't understood falls back to the default. */
export function readPlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?');
  const asked = new URLSearchParams(query);
  const shift = asked.get('shift');
  const like = idIn(asked.get('like'));
  const list = oneOf(LISTINGS, asked.get('list'), HOME.list);
  return {
    view: oneOf(VIEWS, path, HOME.view),
    by: oneOf(WAYS, asked.get('by'), HOME.by),
    shift: shift === 'all' ? 'all' : idIn(shift),
    filter: oneOf(FILTERS, asked.get('filter'), HOME.filter),
    order: oneOf(ORDERS, asked.get('order'), HOME.order),
    tab: oneOf(TABS, asked.get('tab'), HOME.tab),
    cell: asked.get('cell') || null,
    list: list === 'alike' && like === null ? HOME.list : list,
    like: list === 'alike' ? like : null,
    narrow: readNarrow(narrowing(asked)),
    wallOrder: oneOf(WALL_ORDERS, asked.get('wall-order'), HOME.wallOrder),
    wallKind: oneOf(WALL_KINDS, asked.get('wall-kind'), HOME.wallKind),
    wallMarks: oneOf(COLOURS, asked.get('wall-marks'), HOME.wallMarks),
  };
}

/** What a view of images keeps when it is saved: neither the shift nor how other views stand. */
const listed = ({ by, filter, order, list, like, narrow }: Place) => ({
  by,
  filter,
  order,
  list,
  like,
  narrow,
});

/** The query of a view of images, the same for all places that show the same list. */
export function writeListed(place: Place): string {
  return writePlace({ ...HOME, ...listed(place) }).split('?')[1] ?? '';
}

export function readListed(query: string): Partial<Place> {
  return listed(readPlace(`#/review?${query}`));
}

/** The shortest hash that `readPlace` reads back to the same place. */
export function writePlace(place: Place): string {
  const query = new URLSearchParams();
  if (place.shift !== null) query.set('shift', String(place.shift));
  if (place.by !== HOME.by) query.set('by', place.by);
  if (place.filter !== HOME.filter) query.set('filter', place.filter);
  if (place.order !== HOME.order) query.set('order', place.order);
  if (place.tab !== HOME.tab) query.set('tab', place.tab);
  if (place.cell !== null) query.set('cell', place.cell);
  if (place.list !== HOME.list) query.set('list', place.list);
  if (place.list === 'alike' && place.like !== null) query.set('like', String(place.like));
  for (const [name, value] of Object.entries(writeNarrow(place.narrow))) {
    query.set(name === 'cell' ? ONLY_CELL : name, value);
  }
  if (place.wallOrder !== HOME.wallOrder) query.set('wall-order', place.wallOrder);
  if (place.wallKind !== HOME.wallKind) query.set('wall-kind', place.wallKind);
  if (place.wallMarks !== HOME.wallMarks) query.set('wall-marks', place.wallMarks);
  const text = query.toString();
  return `#/${place.view}${text ? `?${text}` : ''}`;
}
