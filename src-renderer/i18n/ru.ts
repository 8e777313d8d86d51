import type { Key } from './en.ts';
import type { Message } from './render.ts';
import { calibrate } from './ru/calibrate.ts';
import { checks } from './ru/checks.ts';
import { evidence } from './ru/evidence.ts';
import { groups } from './ru/groups.ts';
import { keys } from './ru/keys.ts';
import { problems } from './ru/problems.ts';
import { review } from './ru/review.ts';
import { versions } from './ru/versions.ts';
import { trend } from './ru/trend.ts';
import { wall } from './ru/wall.ts';
import { work } from './ru/work.ts';

/** Russian texts. `few` is 2, 3, 4; `many` is 5 and more; `other` is fractions. */
export const ru: Record<Key, Message> = {
  ...review,
  ...calibrate,
  ...checks,
  ...evidence,
  ...versions,
  ...groups,
  ...trend,
  ...wall,
  ...keys,
  ...work,
  ...problems,
};
