import type { CellReport } from '../../shared/experiment.ts';
import { short } from '../../shared/notes.ts';
import { histogramChart, lineChart, shares, type Line, type Point } from './charts.ts';
import type { RunRecord } from './records.ts';

const BINS = 40;
/** A few scores far off would press all others into one bin; the outer bin takes them. */
const SHOWN_SHARE = 0.995;

export interface Figure {
  title: string;
  caption: string;
  svg: string;
}

/** The four charts of a cell: all its seeds but for the histogram, which is of the first. */
export function figuresOf(cell: CellReport, first: RunRecord): Figure[] {
  return [lossFigure(cell), histogramFigure(cell, first), rocFigure(cell), precisionFigure(cell)];
}

function lossFigure({ name, runs }: CellReport): Figure {
  const lines = runs.flatMap(({ seed, epochs }): Line[] => [
    {
      name: `training, seed ${seed}`,
      kind: 'first',
      points: epochs.map(({ epoch, loss }) => ({ x: epoch, y: loss })),
    },
    {
      name: `validation, seed ${seed}`,
      kind: 'second',
      dashed: true,
      points: epochs.map(({ epoch, validationLoss }) => ({ x: epoch, y: validationLoss })),
    },
  ]);
  const points = lines.flatMap((line) => line.points);
  const losses = points.map(({ y }) => y).filter(Number.isFinite);
  // Folded, not spread: a hundred seeds of a thousand epochs are too many arguments.
  const largest = (values: number[], least: number) =>
    values.reduce((a, b) => Math.max(a, b), least);
  const last = largest(
    points.map(({ x }) => x),
    2,
  );
  return {
    title: 'Loss',
    caption: 'Training: full line; validation: dashed. A line a seed.',
    svg: lineChart(
      `Loss of ${name} by epoch`,
      { label: 'epoch', min: 1, max: last, whole: true },
      {
        label: 'loss',
        min: losses.reduce((a, b) => Math.min(a, b), 0),
        max: largest(losses, 1e-9) * 1.05,
      },
      lines,
    ),
  };
}

function histogramFigure({ name, runs }: CellReport, { judged }: RunRecord): Figure {
  const all = [...judged.normals, ...judged.leaks].filter(Number.isFinite).sort((a, b) => a - b);
  const min = all[0] ?? 0;
  const max = all[Math.ceil(all.length * SHOWN_SHARE) - 1] ?? 1;
  const range = { min, max: max > min ? max : min + 1 };
  const normal = shares(judged.normals, range, BINS);
  const leak = shares(judged.leaks, range, BINS);
  const cuts = runs[0]!.strategies.flatMap((strategy) => {
    if (!('calibration' in strategy)) return [];
    const { upper, review, lower } = strategy.calibration.thresholds;
    return [upper, review, lower]
      .filter((at) => at !== undefined)
      .map((at) => ({ name: `${strategy.strategy}: ${short(at)}`, at }));
  });
  return {
    title: 'Scores',
    caption: `Share of each class, seed ${runs[0]!.seed}; dashed lines are cuts. The last bin holds all above it.`,
    svg: histogramChart(
      `Scores of ${name} by class`,
      { label: 'score', ...range },
      { label: 'share of the class', min: 0, max: Math.max(...normal, ...leak, 1e-9) * 1.05 },
      [
        { kind: 'normal', heights: normal },
        { kind: 'leak', heights: leak },
      ],
      cuts,
    ),
  };
}

function rocFigure({ name, runs }: CellReport): Figure {
  const chance: Point[] = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  return {
    title: 'ROC',
    caption: 'TPR over the share of normals that are flagged. Dashed: guessing.',
    svg: lineChart(
      `ROC curve of ${name}`,
      { label: '1 - TNR', min: 0, max: 1 },
      { label: 'TPR', min: 0, max: 1 },
      [
        { name: 'guessing', kind: 'second', dashed: true, points: chance },
        ...runs.map(({ seed, roc }): Line => ({
          name: `seed ${seed}`,
          kind: 'first',
          points: roc,
        })),
      ],
    ),
  };
}

function precisionFigure({ name, runs }: CellReport): Figure {
  return {
    title: 'Precision and recall',
    caption: 'Share of leaks among what is flagged, over the share of leaks that are.',
    svg: lineChart(
      `Precision of ${name} over recall`,
      { label: 'recall (TPR)', min: 0, max: 1 },
      { label: 'precision', min: 0, max: 1 },
      runs.map(({ seed, precisionRecall }): Line => ({
        name: `seed ${seed}`,
        kind: 'first',
        // Up to the first leak that is found, precision is that of the first cut.
        points: precisionRecall
          .slice(0, 1)
          .map(({ y }) => ({ x: 0, y }))
          .concat(precisionRecall),
      })),
    ),
  };
}
