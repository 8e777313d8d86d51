/** What the review asks of more than one part of the session. */

import { i18n, t } from '../i18n/i18n.svelte.ts';
import type { Session } from './session.svelte.ts';

/** Has the queue of groups made for the shift at hand. */
export async function makeQueue(session: Session): Promise<void> {
  const { engine, groups, jobs, shift } = session;
  if (!engine) return;
  groups.asked = true;
  await session.attempt('job.queue', async () => {
    jobs.take(await engine.review.makeQueue(shift));
  });
}

/** Puts an image on the screen of the review; false where what is under review has it not. */
export async function goTo(session: Session, image: number): Promise<boolean> {
  const { groups, review } = session;
  if (session.mode !== 'image' && !(await groups.goTo(image))) return false;
  return review.goTo(image);
}

/** Spoken after a label: what was said and how much is left. */
export function announce({ notices, review }: Session, what: string): void {
  notices.say(t('spoken.labelled', { label: what, left: i18n.number(review.left) }));
}
