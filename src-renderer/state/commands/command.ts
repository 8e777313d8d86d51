import type { Action } from '../../keys/keymap.ts';
import type { Session } from '../session.svelte.ts';

export type Command = (session: Session) => void;

/** What actions mean somewhere; an action that is missing means nothing there. */
export type Commands = Partial<Record<Action, Command>>;
