import type { View } from '../state/url.ts';

/** What the keys of the review act on: one image, a group, or the members of a group being split. */
export type Mode = 'image' | 'group' | 'split';

export type KeyGroup = 'label' | 'move' | 'split' | 'select' | 'look' | 'cut' | 'version' | 'app';

/** One line of the table of keys. */
export interface Binding<Name extends string = string> {
  action: Name;
  /** Physical keys, any of which fires; the first is the one shown as a hint. */
  codes: readonly string[];
  /** Wanted state of Shift; a binding without it wants Shift up. */
  shift?: boolean;
  /** Fires with Ctrl (or Cmd) as well as without: what every editor has taught people. */
  mod?: boolean;
  /** Held down it repeats; a label never does, or a leaning hand would label a shift. */
  repeats?: boolean;
  /** The views in which it means something. */
  where: readonly View[] | 'any';
  /** Of the review: the modes in which it means something; without it, all. */
  mode?: readonly Mode[];
  group: KeyGroup;
  /** Stands in the footer. */
  hint?: boolean;
}
