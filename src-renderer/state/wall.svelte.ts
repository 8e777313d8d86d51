import type { Sheet, WallColumns } from '../../src-main/shared/api/wall.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import type { Label } from '../../src-main/shared/words.ts';
import * as api from '../api.ts';
import type { Move } from '../ui/virtual.ts';
import { binScores } from '../wall/bins.ts';
import * as optics from '../wall/camera.ts';
import { missingOf, shapeOf } from '../wall/images.ts';
import { gridLayout, histogramLayout, rowOf } from '../wall/layout.ts';
import { imageAfter } from '../wall/moves.ts';
import { orderImages, type WallOrder } from '../wall/order.ts';
import { markOf, MARKS, MISSING, SAVING, SELECTED, type Colour } from '../wall/marks.ts';
import {
  between,
  choose,
  countSelected,
  numbersOf,
  selectedImages,
  type How,
} from '../wall/selection.ts';
import type { Labels } from './labels.svelte.ts';

const NOTHING: WallColumns = {
  total: 0,
  ids: [],
  widths: [],
  heights: [],
  scores: [],
  verdicts: [],
  labels: [],
  groups: [],
  cells: [],
  times: [],
  thresholds: null,
  next: null,
};
const POLL_MS = 400;
/** Bars of the histogram at most; small shifts get fewer, or each would be an image or two high. */
const BINS = 40;
/** Width of a cell that is looked at, in CSS pixels. */
const LOOK_PX = 240;

/** What mouse and finger do on the wall. */
export const TOOLS = ['move', 'rectangle', 'lasso'] as const;
export type Tool = (typeof TOOLS)[number];

export type Same = 'verdict' | 'label' | 'group';

/**
 * All images of a shift at once. Images are called by their number in `columns`; labels given here
 * change marks but never the order at hand, so that nothing moves under the hand that works.
 */
export class Wall {
  columns = $state.raw<WallColumns>(NOTHING);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  sheets = $state.raw<Sheet[]>([]);
  /** Sheets that the engine is still making. */
  sheetsLeft = $state(0);

  order = $state<WallOrder>('-score');
  kind = $state<'grid' | 'histogram'>('grid');
  colour = $state<Colour>('verdict');
  tool = $state<Tool>('move');
  /** Counts up where images are to be seen moving to their new places. */
  moves = $state(0);
  /** Size of the window on the wall in CSS pixels; set by the stage. */
  size = $state.raw({ width: 0, height: 0 });

  /** The image under the keyboard's cursor. */
  cursor = $state(0);
  selection = $state.raw<Uint8Array>(new Uint8Array(0));
  found = $state.raw<number[]>([]);

  readonly labels: Labels;
  #sequence = $state.raw<Int32Array>(new Int32Array(0));
  /** Null where the whole wall is to be in sight, however large the window gets. */
  #camera = $state.raw<optics.Camera | null>(null);
  #anchor = 0;
  /** What was selected before Shift was held. */
  #base: Uint8Array = new Uint8Array(0);
  #engine: api.Engine | null = null;
  #shift: api.ShiftId = null;
  #abort = new AbortController();

  count = $derived(this.columns.ids.length);
  frame = $derived<optics.Frame>({ ...this.size, ratio: shapeOf(this.columns) });
  bins = $derived(
    binScores(
      this.columns.scores,
      Math.min(BINS, 4 + Math.ceil(Math.sqrt(this.count))),
      this.columns.thresholds?.upper ?? null,
    ),
  );
  layout = $derived(
    this.kind === 'grid'
      ? gridLayout(this.#sequence, this.frame)
      : histogramLayout(this.#sequence, this.bins.of, this.bins.bounds.length, this.frame),
  );
  camera = $derived(
    this.#camera
      ? optics.held(this.#camera, this.layout, this.frame)
      : optics.whole(this.layout, this.frame),
  );
  selected = $derived(countSelected(this.selection));
  missing = $derived(missingOf(this.columns.ids, this.sheets));
  current = $derived(this.columns.ids[this.cursor] ?? null);
  /** Two bytes an image for the graphics card: its mark and its flags. */
  states = $derived.by(() => {
    const { ids, labels, verdicts } = this.columns;
    const { marks } = this.labels;
    const states = new Uint8Array(ids.length * 2);
    ids.forEach((id, image) => {
      const given = marks.size > 0 ? marks.get(id) : undefined;
      const label = given ? given.label : labels[image]!;
      states[image * 2] = MARKS[markOf(this.colour, label, verdicts[image]!)];
      states[image * 2 + 1] =
        (this.selection[image] ? SELECTED : 0) |
        (this.missing[image] ? MISSING : 0) |
        (given?.saving === 'saving' ? SAVING : 0);
    });
    return states;
  });

  constructor(labels: Labels) {
    this.labels = labels;
  }

  open(engine: api.Engine): void {
    this.close();
    this.#engine = engine;
  }

  close(): void {
    this.#abort.abort();
    this.#engine = null;
    this.#take(NOTHING);
    this.#camera = null;
    this.problem = null;
  }

  labelOf(image: number): Label | null {
    const mark = this.labels.marks.get(this.columns.ids[image]!);
    return mark ? mark.label : (this.columns.labels[image] ?? null);
  }

  /** Shows a shift; one that is shown already keeps its cursor, its selection and its place. */
  async load(shift: api.ShiftId): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    if (shift !== this.#shift) this.#take(NOTHING);
    this.#shift = shift;
    this.loading = true;
    const settled = this.labels.settled();
    try {
      const columns = await engine.wall.images(shift, signal);
      if (signal.aborted) return;
      this.labels.forget(settled);
      this.#take(columns);
      this.problem = null;
      this.loading = false;
      await this.#followSheets(engine, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.problem = api.problemOf(error);
      this.loading = false;
    }
  }

  /** Asks for the sheets anew: one that was named is gone, or a folder may be back. */
  async refreshSheets(): Promise<void> {
    if (this.#engine) await this.#followSheets(this.#engine, this.#abort.signal);
  }

  async #followSheets(engine: api.Engine, signal: AbortSignal): Promise<void> {
    let answer = await engine.wall.begin(this.#shift);
    while (!signal.aborted) {
      this.sheets = answer.sheets;
      this.sheetsLeft = answer.left;
      if (answer.left === 0) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (signal.aborted) return;
      answer = await engine.wall.sheets(this.#shift, signal);
    }
  }

  #take(columns: WallColumns): void {
    const kept = selectedImages(this.selection).map((image) => this.columns.ids[image]!);
    const { current } = this;
    const known = this.count > 0;
    this.columns = columns;
    this.selection = choose(new Uint8Array(columns.ids.length), this.numbersOf(kept), 'replace');
    this.found = [];
    if (columns === NOTHING) this.sheets = [];
    this.#sequence = this.#inOrder();
    this.cursor = known
      ? Math.max(0, columns.ids.indexOf(current ?? -1))
      : (this.#sequence[0] ?? 0);
    this.#rest();
  }

  #inOrder(): Int32Array {
    const labels = this.columns.ids.map((_, image) => this.labelOf(image));
    return orderImages({ ...this.columns, labels }, this.order);
  }

  /** The next held Shift begins here. */
  #rest(): void {
    this.#anchor = this.cursor;
    this.#base = this.selection;
  }

  sortBy(order: WallOrder): void {
    this.order = order;
    this.#sequence = this.#inOrder();
    this.#arranged();
  }

  arrange(kind: 'grid' | 'histogram'): void {
    this.kind = kind;
    this.#camera = null;
    this.#arranged();
  }

  #arranged(): void {
    this.moves += 1;
    this.#reveal();
  }

  fit(): void {
    this.#camera = null;
  }

  zoom(factor: number, at?: { x: number; y: number }): void {
    const about = at ?? { x: this.size.width / 2, y: this.size.height / 2 };
    this.#camera = optics.zoomed(this.camera, factor, about, this.layout, this.frame);
  }

  pan(dx: number, dy: number): void {
    this.#camera = optics.panned(this.camera, dx, dy, this.layout, this.frame);
  }

  /** Shows the image under the cursor large, and where it is, the whole wall again. */
  look(): void {
    if (this.camera.size >= LOOK_PX) return this.fit();
    this.#camera = optics.lookAt(this.#cell(), LOOK_PX, this.layout, this.frame);
  }

  #cell(): { column: number; row: number } {
    const { places } = this.layout;
    return { column: places[this.cursor * 2] ?? 0, row: places[this.cursor * 2 + 1] ?? 0 };
  }

  #reveal(): void {
    if (!this.#camera || this.count === 0) return;
    this.#camera = optics.revealed(this.camera, this.#cell(), this.layout, this.frame);
  }

  /** Puts the cursor on an image; with `extend`, all from where Shift was first held are selected. */
  goTo(image: number, extend = false): void {
    if (this.count === 0) return;
    this.cursor = image;
    if (extend) {
      this.selection = choose(this.#base, between(this.layout, this.#anchor, image), 'add');
    } else this.#rest();
    this.#reveal();
  }

  step(move: Move, extend = false): void {
    const rows = Math.floor(this.size.height / (this.camera.size * this.frame.ratio));
    this.goTo(imageAfter(this.layout, this.cursor, move, rows), extend);
  }

  select(images: Iterable<number>, how: How): void {
    this.selection = choose(this.selection, images, how);
    this.#rest();
  }

  selectRow(): void {
    if (this.count > 0) this.select(rowOf(this.layout, this.cursor), 'add');
  }

  /** Selects a bar of the histogram and goes to its first image. */
  selectBar(bar: number, how: How): void {
    const { from, to } = this.layout.bars[bar]!;
    if (from === to) return;
    this.cursor = this.layout.order[from]!;
    this.select(this.layout.order.slice(from, to), how);
  }

  /** Selects all images that have in common with the one under the cursor; false where it has none. */
  selectSame(what: Same): boolean {
    const { verdicts, groups } = this.columns;
    const of = (image: number) =>
      what === 'verdict' ? verdicts[image] : what === 'group' ? groups[image] : this.labelOf(image);
    const wanted = of(this.cursor) ?? null;
    if (this.count === 0 || (wanted === null && what === 'group')) return false;
    const same = this.columns.ids.flatMap((_, image) =>
      (of(image) ?? null) === wanted ? [image] : [],
    );
    this.select(same, 'add');
    return true;
  }

  clear(): void {
    this.select([], 'replace');
  }

  /** Finds images by the names of their files and goes to the first. */
  async search(text: string): Promise<void> {
    const engine = this.#engine;
    if (!engine || text.trim() === '') {
      this.found = [];
      return;
    }
    const { signal } = this.#abort;
    const images = await engine.wall.search(this.#shift, text.trim(), signal).then(
      (answer) => answer.images,
      (error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      },
    );
    // Of a wall that was left meanwhile nobody wants images any more.
    if (images === null || signal.aborted) return;
    this.found = this.numbersOf(images);
    if (this.found.length > 0) this.goTo(this.found[0]!);
  }

  /** Goes to the next image that was found, in the order of the wall, and from the last to the first. */
  nextFound(): void {
    const { ranks } = this.layout;
    const rank = ranks[this.cursor] ?? 0;
    const ahead = (image: number): number => {
      const steps = ranks[image]! - rank;
      return steps > 0 ? steps : steps + this.count;
    };
    const next = this.found.toSorted((a, b) => ahead(a) - ahead(b))[0];
    if (next !== undefined) this.goTo(next);
  }

  /** Numbers of the images with these ids, as far as they are on this wall. */
  numbersOf(ids: readonly number[]): number[] {
    return numbersOf(this.columns.ids, ids);
  }

  /** The images that a label key means: the selected ones, else the one under the cursor. */
  get meant(): number[] {
    if (this.selected > 0) return selectedImages(this.selection);
    return this.count > 0 ? [this.cursor] : [];
  }

  /** Gives the meant images a label as one decision. Returns how many there were. */
  label(label: Label | null): number {
    const images = this.meant;
    if (images.length === 0) return 0;
    this.labels.give(
      images.map((image) => ({ image: this.columns.ids[image]!, shown: this.labelOf(image) })),
      label,
      'wall',
    );
    // Left standing, it would have the next key change all of them again.
    if (this.selected > 0) this.clear();
    else this.step('next');
    return images.length;
  }
}
