import type { WallColumns } from '../../src-main/shared/api/wall.ts';
import type { Problem } from '../../src-main/shared/errors.ts';
import type { Label } from '../../src-main/shared/words.ts';
import * as api from '../api.ts';
import type { Move } from '../ui/virtual.ts';
import { binScores } from '../wall/bins.ts';
import { missingOf, NO_IMAGES, shapeOf } from '../wall/images.ts';
import {
  gridLayout,
  histogramLayout,
  rowOf,
  type WallKind,
  type WallLayout,
} from '../wall/layout.ts';
import { imageAfter, nextAlong } from '../wall/moves.ts';
import { orderImages, type WallOrder } from '../wall/order.ts';
import { markOf, MARKS, MISSING, SAVING, SELECTED, type Colour } from '../wall/marks.ts';
import { between, numbersOf, type How } from '../wall/selection.ts';
import type { Labels } from './labels.svelte.ts';
import { WallCamera, type Cell } from './wall-camera.svelte.ts';
import { WallSelection } from './wall-selection.svelte.ts';
import { WallSheets } from './wall-sheets.svelte.ts';

/** Bars of the histogram at most; small shifts get fewer, or each would be an image or two high. */
const BINS = 40;

/** What mouse and finger do on the wall. */
export const TOOLS = ['move', 'rectangle', 'lasso'] as const;
export type Tool = (typeof TOOLS)[number];

export type Same = 'verdict' | 'label' | 'group';

/**
 * All images of a shift at once. Images are called by their number in `columns`; labels given here
 * change marks but never the order at hand, so that nothing moves under the hand that works.
 */
export class Wall {
  columns = $state.raw<WallColumns>(NO_IMAGES);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  readonly sheets = new WallSheets();
  readonly camera: WallCamera = new WallCamera(
    () => this.layout,
    () => this.#ratio,
  );
  readonly selection = new WallSelection();

  order = $state<WallOrder>('-score');
  kind = $state<WallKind>('grid');
  colour = $state<Colour>('verdict');
  tool = $state<Tool>('move');
  /** Counts up where images are to be seen moving to their new places. */
  moves = $state(0);

  /** The image under the keyboard's cursor. */
  cursor = $state(0);
  /** What was looked for last; null before the first search. */
  asked = $state<string | null>(null);
  found = $state.raw<number[]>([]);

  readonly labels: Labels;
  #sequence = $state.raw<Int32Array>(new Int32Array(0));
  #engine: api.Engine | null = null;
  #shift: api.ShiftId = null;
  #abort = new AbortController();
  #searching = new AbortController();

  count = $derived(this.columns.ids.length);
  #ratio = $derived(shapeOf(this.columns));
  bins = $derived(
    binScores(
      this.columns.scores,
      Math.min(BINS, 4 + Math.ceil(Math.sqrt(this.count))),
      this.columns.thresholds?.upper ?? null,
    ),
  );
  layout: WallLayout = $derived(
    this.kind === 'grid'
      ? gridLayout(this.#sequence, this.camera.frame)
      : histogramLayout(this.#sequence, this.bins.of, this.bins.bounds.length, this.camera.frame),
  );
  selected = $derived(this.selection.count);
  missing = $derived(missingOf(this.columns.ids, this.sheets.list));
  current = $derived(this.columns.ids[this.cursor] ?? null);
  /** Two bytes an image for the graphics card: its mark and its flags. */
  states = $derived.by(() => {
    const { ids, labels, verdicts } = this.columns;
    const { marks } = this.labels;
    const { bytes } = this.selection;
    const states = new Uint8Array(ids.length * 2);
    ids.forEach((id, image) => {
      const given = marks.size > 0 ? marks.get(id) : undefined;
      const label = given ? given.label : labels[image]!;
      states[image * 2] = MARKS[markOf(this.colour, label, verdicts[image]!)];
      states[image * 2 + 1] =
        (bytes[image] ? SELECTED : 0) |
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
    this.#take(NO_IMAGES);
    this.camera.fit();
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
    if (shift !== this.#shift) this.#take(NO_IMAGES);
    this.#shift = shift;
    this.loading = true;
    this.problem = null;
    const settled = this.labels.settled();
    try {
      const columns = await engine.wall.images(shift, signal);
      if (signal.aborted) return;
      this.labels.forget(settled);
      this.#take(columns);
      this.loading = false;
      await this.sheets.follow(engine, shift, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.problem = api.problemOf(error);
      this.loading = false;
    }
  }

  /** Asks for the sheets anew: one that was named is gone, or a folder may be back. */
  async refreshSheets(): Promise<void> {
    if (this.#engine) await this.sheets.follow(this.#engine, this.#shift, this.#abort.signal);
  }

  #take(columns: WallColumns): void {
    const kept = this.selection.images.map((image) => this.columns.ids[image]!);
    const { current } = this;
    const known = this.count > 0;
    this.columns = columns;
    this.selection.reset(columns.ids.length, this.numbersOf(kept));
    this.#find(null, []);
    if (columns === NO_IMAGES) this.sheets.clear();
    this.#sequence = this.#inOrder();
    this.cursor = known
      ? Math.max(0, columns.ids.indexOf(current ?? -1))
      : (this.#sequence[0] ?? 0);
    this.selection.rest(this.cursor);
  }

  #inOrder(): Int32Array {
    const labels = this.columns.ids.map((_, image) => this.labelOf(image));
    return orderImages({ ...this.columns, labels }, this.order);
  }

  /** Stands as the address says; what stands so already does not move. */
  arrange(order: WallOrder, kind: WallKind, colour: Colour): void {
    this.colour = colour;
    if (order === this.order && kind === this.kind) return;
    if (order !== this.order) {
      this.order = order;
      this.#sequence = this.#inOrder();
    }
    if (kind !== this.kind) {
      this.kind = kind;
      this.camera.fit();
    }
    this.moves += 1;
    this.#reveal();
  }

  /** Shows the image under the cursor large, and where it is, the whole wall again. */
  look(): void {
    this.camera.look(this.#cell());
  }

  #cell(): Cell {
    const { places } = this.layout;
    return { column: places[this.cursor * 2] ?? 0, row: places[this.cursor * 2 + 1] ?? 0 };
  }

  #reveal(): void {
    if (this.count > 0) this.camera.reveal(this.#cell());
  }

  /** Puts the cursor on an image; with `extend`, all from where Shift was first held are selected. */
  goTo(image: number, extend = false): void {
    if (this.count === 0) return;
    this.cursor = image;
    const { selection } = this;
    if (extend) selection.extend(between(this.layout, selection.anchor, image));
    else selection.rest(image);
    this.#reveal();
  }

  step(move: Move, extend = false): void {
    this.goTo(imageAfter(this.layout, this.cursor, move, this.camera.rows), extend);
  }

  select(images: Iterable<number>, how: How): void {
    this.selection.choose(images, how);
    this.selection.rest(this.cursor);
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
    const asked = text.trim();
    this.#searching.abort();
    if (!engine || asked === '') {
      this.#find(null, []);
      return;
    }
    this.#searching = new AbortController();
    const signal = AbortSignal.any([this.#abort.signal, this.#searching.signal]);
    const images = await engine.wall.search(this.#shift, asked, signal).then(
      (answer) => answer.images,
      (error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      },
    );
    // Of a wall that was left meanwhile, or of a search before the last, nobody wants images any more.
    if (images === null || signal.aborted) return;
    this.#find(asked, this.numbersOf(images));
    if (this.found.length > 0) this.goTo(this.found[0]!);
  }

  #find(asked: string | null, found: number[]): void {
    this.asked = asked;
    this.found = found;
  }

  /** Goes to the next image that was found, in the order of the wall, and from the last to the first. */
  nextFound(): void {
    const next = nextAlong(this.layout, this.cursor, this.found);
    if (next !== null) this.goTo(next);
  }

  /** Numbers of the images with these ids, as far as they are on this wall. */
  numbersOf(ids: readonly number[]): number[] {
    return numbersOf(this.columns.ids, ids);
  }

  /** The images that a label key means: the selected ones, else the one under the cursor. */
  get meant(): number[] {
    if (this.selected > 0) return this.selection.images;
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
