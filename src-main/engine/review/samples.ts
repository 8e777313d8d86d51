import type { Database } from '../../db/open.ts';
import type { SampleStatus } from '../../shared/api/samples.ts';
import { LunkaError } from '../../shared/errors.ts';
import { seededRandom, shuffle } from '../../shared/random.ts';
import { answersNeeded, mostLeft } from '../../shared/sampling.ts';
import type { DetectorRow } from '../detectors/queries.ts';
import { flaggedSql } from '../images/filter.ts';

/** Ranges of the score; fewer where they would hold less than `FEWEST` images. */
const STRATA = 5;
const FEWEST = 20;

/** Nobody answers more; of a million images so many say that at most 0.13 % are leaks. */
const MOST_DRAWN = 3000;

/** Share of the population that may be leaks, where nobody says how many. */
export const USUAL_DEMAND = 0.01;

export interface Draw {
  shift: number | undefined;
  /** Leaks that may be left at most. */
  demanded?: number | undefined;
  seed: number;
  author: string;
  at: string;
}

/**
 * Draws a sample of the unlabelled images that the active detector does not flag, stratified by
 * score, and stores it: it counts from now on for its shift.
 *
 * @throws LunkaError `nothing-to-sample`
 */
export function drawSample(db: Database, active: DetectorRow, draw: Draw): SampleStatus {
  const population = populationOf(db, active, draw.shift);
  if (population.length === 0) {
    throw new LunkaError(
      'nothing-to-sample',
      409,
      'Expected unlabelled images below the threshold to draw from, but there are none: score the shift first, or nothing is left to check.',
    );
  }
  const strata = cutIntoStrata(population);
  const order = dealEvenly(strata, draw.seed);
  const id = db.transaction(() => {
    const sample = db
      .prepare(
        `insert into review_sample (shift, detector, demanded, seed, newest_event,
           newest_occurrence, author, drawn_at)
         values (:shift, :detector, :demanded, :seed,
           (select coalesce(max(id), 0) from label_event),
           (select coalesce(max(id), 0) from occurrence), :author, :at) returning id`,
      )
      .pluck()
      .get({
        ...draw,
        shift: draw.shift ?? null,
        detector: active.id,
        demanded: draw.demanded ?? Math.ceil(USUAL_DEMAND * population.length),
      }) as number;
    const addStratum = db.prepare('insert into review_sample_stratum values (?, ?, ?, ?, ?)');
    strata.forEach((rows, stratum) => {
      addStratum.run(sample, stratum, rows.length, rows[0]!.score, rows.at(-1)!.score);
    });
    const addImage = db.prepare('insert into review_sample_image values (?, ?, ?, ?)');
    order.forEach(({ stratum, image }, place) => addImage.run(sample, place, stratum, image));
    return sample;
  })();
  return sampleStatus(db, id)!;
}

interface Scored {
  image: number;
  score: number;
}

/** By rising score. */
function populationOf(db: Database, active: DetectorRow, shift: number | undefined): Scored[] {
  // From the shift's images to their scores: a project may hold a hundred times as many.
  const ofShift = shift === undefined ? 'shift is not null' : 'shift = :shift';
  return db
    .prepare(
      `select s.image, s.score
       from (select distinct image from occurrence where ${ofShift}) i
         cross join score s on s.model = :model and s.image = i.image
         left join label l on l.image = s.image
       where l.image is null and ${flaggedSql(active.calibration.thresholds, false)}
       order by s.score, s.image`,
    )
    .all({ model: active.model, shift }) as Scored[];
}

function cutIntoStrata(population: Scored[]): Scored[][] {
  const count = Math.max(1, Math.min(STRATA, Math.floor(population.length / FEWEST)));
  const start = (i: number): number => Math.round((i * population.length) / count);
  return Array.from({ length: count }, (_, i) => population.slice(start(i), start(i + 1)));
}

/**
 * A random order of which any beginning holds the same share of each stratum, to one image.
 *
 * @returns `MOST_DRAWN` at most
 */
function dealEvenly(strata: Scored[][], seed: number): { stratum: number; image: number }[] {
  const random = seededRandom(seed);
  return strata
    .flatMap((rows, stratum) => {
      const offset = random();
      return shuffle([...rows], random).map(({ image }, i) => ({
        stratum,
        image,
        at: (i + offset) / rows.length,
      }));
    })
    .sort((a, b) => a.at - b.at || a.stratum - b.stratum)
    .slice(0, MOST_DRAWN)
    .map(({ stratum, image }) => ({ stratum, image }));
}

/** The newest sample of a shift, or of all images together; null where none was drawn. */
export function newestSample(db: Database, shift: number | undefined): number | null {
  const id = db
    .prepare('select id from review_sample where shift is ? order by id desc limit 1')
    .pluck()
    .get(shift ?? null);
  return (id as number | undefined) ?? null;
}

/** What a sample says by now; null for an id that is no sample's. */
export function sampleStatus(db: Database, id: number): SampleStatus | null {
  const sample = db
    .prepare(
      `select id, shift, detector, author, demanded, drawn_at as drawnAt,
         newest_event as newestEvent, newest_occurrence as newestOccurrence
       from review_sample where id = ?`,
    )
    .get(id) as SampleRow | undefined;
  if (!sample) return null;
  const strata = readStrata(db, id);
  const sum = (pick: (stratum: CountedStratum) => number): number =>
    strata.reduce((total, stratum) => total + pick(stratum), 0);
  const [population, found] = [sum((s) => s.images), sum((s) => s.found)];
  const reviewed = reviewedSince(db, sample);
  const unreviewed = population - reviewed.images;
  // Of the leaks that there may have been, those found by other ways are no longer left either.
  const left = Math.max(0, mostLeft(strata) + found - Math.max(found, reviewed.leaks));
  const { newestEvent: _, newestOccurrence: __, ...head } = sample;
  return {
    ...head,
    population,
    unreviewed,
    drawn: sum((s) => s.drawn),
    answered: sum((s) => s.answered),
    found,
    mostLeft: Math.min(unreviewed, left),
    needed: answersNeeded(strata, sample.demanded),
    strata: strata.map(({ drawn: _, ...stratum }) => stratum),
  };
}

interface SampleRow extends Pick<
  SampleStatus,
  'id' | 'shift' | 'detector' | 'author' | 'demanded' | 'drawnAt'
> {
  newestEvent: number;
  newestOccurrence: number;
}

interface CountedStratum {
  low: number;
  high: number;
  images: number;
  drawn: number;
  answered: number;
  found: number;
}

/**
 * Only answers up to the first image of a stratum that has none count: an image left out may have
 * been left out for what it shows. A doubt counts as a leak.
 */
function readStrata(db: Database, sample: number): CountedStratum[] {
  return db
    .prepare(
      `with drawn as (
         select r.stratum, r.place, l.label from review_sample_image r
         left join label l on l.image = r.image where r.sample = :sample
       ), open as (
         select stratum, min(place) as place from drawn where label is null group by stratum
       )
       select t.low, t.high, t.images, count(d.place) as drawn,
         count(*) filter (where d.place < coalesce(o.place, 9e999)) as answered,
         count(*) filter (where d.place < coalesce(o.place, 9e999) and d.label != 'normal') as found
       from review_sample_stratum t left join drawn d on d.stratum = t.stratum
         left join open o on o.stratum = t.stratum
       where t.sample = :sample group by t.stratum order by t.stratum`,
    )
    .all({ sample }) as CountedStratum[];
}

/**
 * How many images of the population have got a label since, and how many of these a leak or a doubt.
 * An image that had ever had a label before is left out, even if it had been taken back: so no leak
 * is counted that was not in the population.
 */
function reviewedSince(
  db: Database,
  { detector, shift, newestEvent, newestOccurrence, id }: SampleRow,
): { images: number; leaks: number } {
  return db
    .prepare(
      `select count(*) as images, count(*) filter (where l.label != 'normal') as leaks
       from label_event n cross join label l on l.image = n.image and l.event = n.id
         cross join score s on s.image = l.image
           and s.model = (select model from detector where id = :detector)
       where n.id > :newestEvent
         and s.score >= (select min(low) from review_sample_stratum where sample = :id)
         and s.score <= (select max(high) from review_sample_stratum where sample = :id)
         and exists (select 1 from occurrence o where o.image = l.image and o.shift is not null
           and (:shift is null or o.shift = :shift) and o.id <= :newestOccurrence)
         and not exists (
           select 1 from label_event e where e.image = l.image and e.id <= :newestEvent)`,
    )
    .get({ detector, shift, newestEvent, newestOccurrence, id }) as {
    images: number;
    leaks: number;
  };
}

/** The images of a sample that have no label yet, in the order in which they are to be answered. */
export function unansweredOf(db: Database, sample: number, limit: number): number[] {
  return db
    .prepare(
      `select r.image from review_sample_image r
       where r.sample = ? and not exists (select 1 from label l where l.image = r.image)
       order by r.place limit ?`,
    )
    .pluck()
    .all(sample, limit) as number[];
}
