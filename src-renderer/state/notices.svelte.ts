import type { Problem } from '../../src-main/shared/errors.ts';
import { problemOf } from '../api.ts';
import type { Key } from '../i18n/en.ts';

interface Notice {
  id: number;
  kind: 'info' | 'problem';
  /** Text of an `info`, in the language in which it was said. */
  text?: string;
  problem?: Problem;
  /** What was being done when the problem arose; stands before it. */
  doing?: Key;
}

const INFO_MS = 5000;
/** So many fit; of more, the oldest message makes room, and a problem never does. */
const FITTING = 4;

/** Short notices at the window's edge. Problems stay until they are closed, or solved. */
export class Notices {
  list = $state.raw<Notice[]>([]);
  /** Read out by screen readers, shown nowhere: `labelled leak, 41 left`. */
  spoken = $state('');
  #last = 0;

  info(text: string): void {
    const id = this.#add({ kind: 'info', text });
    setTimeout(() => this.close(id), INFO_MS);
  }

  /** Shows anything thrown. The same problem twice is shown once, with its latest details. */
  problem(thrown: unknown, doing?: Key): void {
    const problem = problemOf(thrown);
    const twin = this.list.find(
      (notice) => notice.problem?.code === problem.code && notice.doing === doing,
    );
    if (twin) this.close(twin.id);
    this.#add({ kind: 'problem', problem, ...(doing ? { doing } : {}) });
  }

  /** Takes away the problems of what has succeeded since. */
  settled(doing: Key): void {
    this.list = this.list.filter((notice) => !notice.problem || notice.doing !== doing);
  }

  say(text: string): void {
    // A reader repeats only what changed; the alternating blank makes twins differ.
    this.spoken = this.spoken === text ? `${text}\u00a0` : text;
  }

  clear(): void {
    this.list = [];
  }

  close(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>): number {
    this.#last += 1;
    const info = this.list.find(({ kind }) => kind === 'info');
    if (info && this.list.length >= FITTING) this.close(info.id);
    this.list = [...this.list, { ...notice, id: this.#last }];
    return this.#last;
  }
}
