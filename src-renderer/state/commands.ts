import type { Label } from '../../src-main/shared/words.ts';
import { i18n, t } from '../i18n/i18n.svelte.ts';
import { LANGUAGES } from '../i18n/render.ts';
import { actionFor, ACTIONS, takesKey, worksIn, type Action } from '../ui/keymap.ts';
import { MOVES } from '../ui/virtual.ts';
import type { Session } from './session.svelte.ts';
import { FILTERS, VIEWS } from './url.ts';

/** What the desktop menu may ask for beyond `ACTIONS`. */
export const MENU_COMMANDS = ['project-close', 'language-en', 'language-ru'] as const;

const GIVEN: Partial<Record<Action, Label | null>> = {
  'label-normal': 'normal',
  'label-leak': 'leak',
  'label-unsure': 'unsure',
  'label-clear': null,
};

/** Does what a key, a menu entry or a button asks for. */
export function run(session: Session, action: Action): void {
  const { review, route, settings } = session;
  const label = GIVEN[action];
  if (label !== undefined) return giveLabel(session, label);
  const move = MOVES.find((step) => step === action);
  if (move) return review.move(move);
  const view = VIEWS.find((name) => `view-${name}` === action);
  if (view) return route.go({ view });
  if (action === 'undo') void turn(session, 'undo');
  else if (action === 'redo') void turn(session, 'redo');
  else if (action === 'blink') review.blinking = true;
  else if (action === 'pixels') settings.pixelated = !settings.pixelated;
  else if (action === 'filter') {
    const next = FILTERS[(FILTERS.indexOf(route.place.filter) + 1) % FILTERS.length]!;
    route.go({ filter: next }, true);
  } else if (action === 'retrain') void session.retrain();
  else if (action === 'help') session.helpOpen = !session.helpOpen;
}

function giveLabel(session: Session, label: Label | null): void {
  if (session.review.label(label)) session.announce(i18n.label(label));
}

async function turn(session: Session, way: 'undo' | 'redo'): Promise<void> {
  await session.attempt(t(`doing.${way}`), async () => {
    const images = (await session.labels[way]())?.images ?? [];
    const first = images[0];
    if (!first) return;
    if (session.route.place.view !== 'review') session.route.go({ view: 'review' });
    if (!session.review.goTo(first.image)) {
      session.notices.info(t(`notice.${way}-elsewhere`, { n: images.length }));
    }
    session.notices.say(t(`spoken.${way}`, { label: i18n.label(first.label) }));
  });
}

/** Listens to the keyboard and the desktop menu. Returns the way to stop. */
export function bindKeys(session: Session): () => void {
  const down = (event: KeyboardEvent) => {
    if (!session.project || document.querySelector('dialog[open]')) return;
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
    const action = actionFor(event, view);
    if (action) {
      event.preventDefault();
      run(session, action);
    } else if (event.code === 'Space' && session.review.blinking) {
      // Held Space repeats; the page must not scroll under the image.
      event.preventDefault();
    }
  };
  const up = (event: KeyboardEvent) => {
    if (event.code === 'Space') session.review.blinking = false;
  };
  const blur = () => {
    session.review.blinking = false;
  };
  // What the mouse has done with must not keep Space or letters from the image.
  const release = (event: Event) => {
    const { target } = event;
    const byMouse = event.type === 'change' || (event as MouseEvent).detail > 0;
    if (!byMouse || session.route.place.view !== 'review' || !(target instanceof Element)) return;
    const control = target.closest('button, select');
    if (control instanceof HTMLElement && !control.closest('dialog')) control.blur();
  };
  window.addEventListener('click', release);
  window.addEventListener('change', release);
  window.addEventListener('keydown', down);
  window.addEventListener('keyup', up);
  window.addEventListener('blur', blur);
  return () => {
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
  if (!session.project) return;
  const action = ACTIONS.find((name) => name === command);
  if (action && worksIn(action, session.route.place.view)) run(session, action);
  else if (command === 'project-close') void session.closeProject();
}
