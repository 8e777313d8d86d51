import type { Label, Thresholds, Verdict } from '../../shared/words.ts';

export const AGREEMENTS = ['agrees', 'disagrees'] as const;

/** How images are narrowed; each part is optional, and an image has to meet all that are given. */
export interface ImageFilter {
  shift?: number | undefined;
  flagged?: boolean | undefined;
  /** Any of these; `none` for images without a label. */
  labels?: readonly (Label | 'none')[] | undefined;
  /** Any of these; `none` for images without a score. */
  verdicts?: readonly (Verdict | 'none')[] | undefined;
  /** Whether the verdict is what the label says; images that lack either do neither. */
  agreement?: (typeof AGREEMENTS)[number] | undefined;
  /** Range of the score, both ends included. */
  min?: number | undefined;
  max?: number | undefined;
  /** Whether a person or a table has said something of it, or an import at most. */
  reviewed?: boolean | undefined;
  cell?: string | undefined;
  /** Taken at or after, and before: ISO 8601 in UTC. */
  from?: string | undefined;
  to?: string | undefined;
}

/** What an image has to meet, for a query that has its score as `s` and its label as `l`. */
export interface Conditions {
  where: string[];
  values: Record<string, number | string>;
}

/**
 * @param image the column with the image's id
 * @param thresholds of the detector whose scores `s` are; null where there is none
 */
export function conditionsOf(
  filter: ImageFilter,
  thresholds: Thresholds | null,
  image: string,
): Conditions {
  const where: string[] = [];
  const values: Conditions['values'] = {};
  const { shift, flagged, labels, verdicts, agreement, min, max, reviewed } = filter;
  const seen = occurrenceOf(filter);
  if (seen.length > 0) {
    where.push(`${image} in (select image from occurrence where ${seen.join(' and ')})`);
    const { cell, from, to } = filter;
    for (const [name, value] of Object.entries({ shift, cell, from, to })) {
      if (value !== undefined) values[name] = value;
    }
  }
  if (labels) where.push(anyOf(labels, (label) => (label === 'none' ? 'l.label is null' : `l.label = '${label}'`))); // prettier-ignore
  if (verdicts) where.push(anyOf(verdicts, (verdict) => verdictSql(thresholds, verdict)));
  if (flagged !== undefined) where.push(flaggedSql(thresholds, flagged));
  if (agreement !== undefined) {
    const right = `(l.label = 'leak') = ${flaggedSql(thresholds)}`;
    where.push(`l.label in ('normal', 'leak') and s.score is not null`);
    where.push(agreement === 'agrees' ? `(${right})` : `not (${right})`);
  }
  if (min !== undefined) where.push(`s.score >= ${min}`);
  if (max !== undefined) where.push(`s.score <= ${max}`);
  if (reviewed !== undefined) {
    const person = `coalesce(l.origin, 'import') != 'import'`;
    where.push(reviewed ? person : `not ${person}`);
  }
  return { where, values };
}

/** Whether only images with a score can meet it: then the walk can go along the index of scores. */
export function needsScore({ flagged, verdicts, agreement, min, max }: ImageFilter): boolean {
  return (
    flagged === true ||
    agreement !== undefined ||
    min !== undefined ||
    max !== undefined ||
    (verdicts !== undefined && !verdicts.includes('none'))
  );
}

/** Whether an image has to have been in a place or at a time that is named. */
export const isPlaced = (filter: ImageFilter): boolean => occurrenceOf(filter).length > 0;

/** One and the same occurrence has to be of the shift, of the cell and of the time. */
function occurrenceOf({ shift, cell, from, to }: ImageFilter): string[] {
  const conditions: string[] = [];
  if (shift !== undefined) conditions.push('shift = :shift');
  if (cell !== undefined) conditions.push('cell = :cell');
  if (from !== undefined) conditions.push('taken_at >= :from');
  if (to !== undefined) conditions.push('taken_at < :to');
  return conditions;
}

function anyOf<T>(choices: readonly T[], sqlOf: (choice: T) => string): string {
  return `(${choices.map(sqlOf).join(' or ')})`;
}

/** A condition on `s.score` that agrees with `judge`. */
function verdictSql(thresholds: Thresholds | null, verdict: Verdict | 'none'): string {
  if (verdict === 'none' || thresholds === null) {
    return verdict === 'none' ? 's.score is null' : 'false';
  }
  const { upper, lower, review } = thresholds;
  const leak = `(s.score >= ${upper}${lower === undefined ? '' : ` or s.score < ${lower}`})`;
  if (verdict === 'leak') return leak;
  if (verdict === 'normal') return `(s.score is not null and ${flaggedSql(thresholds, false)})`;
  return review === undefined ? 'false' : `(s.score >= ${review} and not ${leak})`;
}

/** A condition on `s.score` that agrees with `isFlagged(judge(...))`. */
export function flaggedSql(thresholds: Thresholds | null, flagged = true): string {
  if (!thresholds) return flagged ? 'false' : 'true';
  const upper = thresholds.review ?? thresholds.upper;
  const low = thresholds.lower === undefined ? '' : ` or s.score < ${thresholds.lower}`;
  const sql = `(s.score >= ${Math.min(upper, thresholds.upper)}${low})`;
  return flagged ? sql : `not coalesce(${sql}, false)`;
}
