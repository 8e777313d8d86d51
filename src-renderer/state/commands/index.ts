import { i18n } from '../../i18n/i18n.svelte.ts';
import { LANGUAGES } from '../../i18n/render.ts';
import {
  actionFor,
  ACTIONS,
  takesKey,
  worksIn,
  type Action,
  type Mode,
} from '../../keys/keymap.ts';
import type { Session } from '../session.svelte.ts';
import type { View } from '../url.ts';
import { appCommands } from './app.ts';
import { calibrateCommands } from './calibrate.ts';
import type { Commands } from './command.ts';
import { evidenceCommands } from './evidence.ts';
import { detectorCommands } from './detectors.ts';
import { groupCommands, splitCommands } from './groups.ts';
import { reviewCommands } from './review.ts';
import { shiftCommands } from './shift.ts';
import { wallCommands } from './wall.ts';

/** What the desktop menu may ask for beyond `ACTIONS`. */
export const MENU_COMMANDS = ['project-close', 'language-en', 'language-ru'] as const;

/** What the actions mean in each view, and what they mean wherever a view says nothing else. */
const IN_VIEW: Partial<Record<View, Commands>> = {
  review: { ...reviewCommands, ...evidenceCommands },
  shift: shiftCommands,
  wall: wallCommands,
  calibrate: calibrateCommands,
  detectors: detectorCommands,
};

/** What they mean in a mode of the review instead. */
const IN_MODE: Partial<Record<Mode, Commands>> = { group: groupCommands, split: splitCommands };

/** Does what a key, a menu entry or a button asks for. */
export function run(session: Session, action: Action): void {
  const { view } = session.route.place;
  const inMode = view === 'review' ? IN_MODE[session.mode] : undefined;
  const command = inMode?.[action] ?? IN_VIEW[view]?.[action] ?? appCommands[action];
  command?.(session);
}

/** Whether a dialog is open: what it asks comes first, and what lies behind it is out of reach. */
const isAsked = (): boolean => document.querySelector('dialog[open]') !== null;

/** Listens to the keyboard and the desktop menu. Returns the way to stop. */
export function bindKeys(session: Session): () => void {
  /** The key that is held to blink. */
  let held: string | null = null;
  const down = (event: KeyboardEvent) => {
    if (!session.project || isAsked()) return;
    const focus = document.activeElement;
    if (
      focus instanceof HTMLElement &&
      takesKey(
        {
          tag: focus.tagName,
          role: focus.getAttribute('role'),
          editable: focus.isContentEditable,
          ...(focus instanceof HTMLInputElement ? { type: focus.type } : {}),
        },
        event.code,
      )
    ) {
      return;
    }
    const { view } = session.route.place;
    const action = actionFor(event, view, session.keys.table, session.mode);
    if (action) {
      event.preventDefault();
      run(session, action);
      if (action === 'blink') held = event.code;
    } else if (event.code === held) {
      // A held Space repeats; the page must not scroll under the image.
      event.preventDefault();
    }
  };
  const up = (event: KeyboardEvent) => {
    if (event.code !== held) return;
    held = null;
    session.review.blinking = false;
  };
  const blur = () => {
    held = null;
    session.review.blinking = false;
  };
  // What the mouse has done with must not keep Space or letters from the image.
  let pointed = false;
  const point = () => {
    pointed = true;
  };
  const type = () => {
    pointed = false;
  };
  const release = (event: Event) => {
    const { target } = event;
    // A list says that another of it was chosen, not how; a click of a key counts no clicks.
    const byMouse = event.type === 'change' ? pointed : (event as MouseEvent).detail > 0;
    const { view } = session.route.place;
    if (!byMouse || (view !== 'review' && view !== 'wall')) return;
    if (!(target instanceof Element)) return;
    const control = target.closest('button, select');
    if (control instanceof HTMLElement && !control.closest('dialog')) control.blur();
  };
  window.addEventListener('pointerdown', point, true);
  window.addEventListener('keydown', type, true);
  window.addEventListener('click', release);
  window.addEventListener('change', release);
  window.addEventListener('keydown', down);
  window.addEventListener('keyup', up);
  window.addEventListener('blur', blur);
  return () => {
    window.removeEventListener('pointerdown', point, true);
    window.removeEventListener('keydown', type, true);
    window.removeEventListener('click', release);
    window.removeEventListener('change', release);
    window.removeEventListener('keydown', down);
    window.removeEventListener('keyup', up);
    window.removeEventListener('blur', blur);
  };
}

/** Runs a command of the desktop menu; one that this version doesn't know does nothing. */
export function runMenu(session: Session, command: string): void {
  const language = LANGUAGES.find((name) => command === `language-${name}`);
  if (language) i18n.language = language;
  if (!session.project || isAsked()) return;
  const action = ACTIONS.find((name) => name === command);
  if (action && worksIn(action, session.route.place.view, session.mode)) run(session, action);
  else if (command === 'project-close') void session.closeProject();
}
