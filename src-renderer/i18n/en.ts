import { calibrate } from './en/calibrate.ts';
import { checks } from './en/checks.ts';
import { evidence } from './en/evidence.ts';
import { groups } from './en/groups.ts';
import { keys } from './en/keys.ts';
import { problems } from './en/problems.ts';
import { review } from './en/review.ts';
import { versions } from './en/versions.ts';
import { trend } from './en/trend.ts';
import { wall } from './en/wall.ts';
import { work } from './en/work.ts';
import type { Message } from './render.ts';

const texts = {
  ...review,
  ...calibrate,
  ...checks,
  ...evidence,
  ...keys,
  ...versions,
  ...groups,
  ...trend,
  ...wall,
  ...work,
  ...problems,
};

/** Everything that must be said in each language. */
export type Key = keyof typeof texts;

/** English texts. */
export const en: Record<Key, Message> = texts;
