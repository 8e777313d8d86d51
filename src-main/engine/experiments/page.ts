import type {
  CellReport,
  ExperimentReport,
  RateReport,
  RunReport,
} from '../../shared/experiment.ts';
import { saySpread } from '../../shared/experiment.ts';
import { short } from '../../shared/notes.ts';
import { escapeHtml } from './charts.ts';
import { figuresOf } from './figures.ts';
import type { RunRecord, Sample } from './records.ts';
import { STYLE } from './style.ts';

/**
 * The report as one HTML file that needs nothing else: no script, no network, no fonts.
 *
 * @param firsts each cell's record of its first seed that could be trained
 */
export function drawPage(
  report: ExperimentReport,
  firsts: readonly (RunRecord | undefined)[],
): string {
  const { name, learnedFrom, judgedBy, version, at, cells } = report;
  const seeds = (cells[0]?.runs.length ?? 0) + (cells[0]?.refused.length ?? 0);
  const facts = [
    `Learned from ${learnedFrom.normals} normals and ${learnedFrom.leaks} leaks; judged by ${judgedBy.what}: ${judgedBy.normals} normals, ${judgedBy.leaks} leaks, none of which, byte for byte, had a part in training or in a threshold.`,
    `${seeds === 1 ? 'One seed: its numbers say nothing of the spread' : `${seeds} seeds; mean ± sample deviation`}. Intervals are exact (Clopper and Pearson), 95%. Made ${at.slice(0, 16).replace('T', ' ')} UTC with Lunka ${version}.`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(name)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(name)}</h1>
${facts.map((fact) => `<p>${escapeHtml(fact)}</p>`).join('\n')}
${summaryTable(cells)}
${cells.map((cell, i) => cellSection(cell, firsts[i])).join('\n')}
<section>
<h2>How it was made</h2>
<pre>${escapeHtml(JSON.stringify(report.spec, null, 2))}</pre>
</section>
</main>
</body>
</html>
`;
}

type Content = string | { html: string };

function table(head: string[], rows: Content[][], words: number): string {
  const cell = (content: Content): string =>
    typeof content === 'string' ? escapeHtml(content) : content.html;
  const of = (tag: string, cells: Content[]): string =>
    cells
      .map((content, i) => `<${tag}${i < words ? ' class="word"' : ''}>${cell(content)}</${tag}>`)
      .join('');
  return `<div class="wide"><table>
<thead><tr>${of('th', head)}</tr></thead>
<tbody>${rows.map((row) => `<tr>${of('td', row)}</tr>`).join('\n')}</tbody>
</table></div>`;
}

function summaryTable(cells: readonly CellReport[]): string {
  const rows = cells.flatMap((cell) =>
    cell.strategies.map((strategy) => [
      cell.name,
      strategy.strategy,
      ...[strategy.tpr, strategy.tnr, strategy.precision, strategy.f1, strategy.accuracy].map(
        (spread) => saySpread(spread) ?? '-',
      ),
      saySpread(cell.auroc) ?? '-',
      saySpread(cell.averagePrecision) ?? '-',
      saySpread(cell.trainSeconds, 1) ?? '-',
    ]),
  );
  const head = ['recipe', 'threshold', 'TPR', 'TNR', 'precision', 'F1', 'accuracy'];
  return table([...head, 'AUROC', 'average precision', 'training, s'], rows, 2);
}

function cellSection(cell: CellReport, first: RunRecord | undefined): string {
  const untrained = cell.refused.map(
    ({ seed, reason }) => `<p>${escapeHtml(`Seed ${seed} could not be trained: ${reason}`)}</p>`,
  );
  const heading = `<h2>${escapeHtml(cell.name)}</h2>\n${untrained.join('\n')}`;
  if (!first) return `<section>\n${heading}\n</section>`;
  const figures = figuresOf(cell, first).map(
    ({ title, caption, svg }) =>
      `<figure><h3>${title}</h3>${svg}<figcaption>${escapeHtml(caption)}</figcaption></figure>`,
  );
  return `<section>
${heading}
<p>${first.training.parameters.toLocaleString('en')} parameters.
<span class="key normal">normal</span> <span class="key leak">leak</span></p>
<div class="figures">${figures.join('\n')}</div>
<h3>Verdicts</h3>
${verdictTable(cell.runs)}
${refusals(cell.runs)}
<h3>Samples, seed ${first.seed}</h3>
${sampleTable(first.samples)}
<h3>Times</h3>
${timeTable(cell.runs)}
${unreadable(cell.runs)}
</section>`;
}

function verdictTable(runs: readonly RunReport[]): string {
  const rows = runs.flatMap(({ seed, strategies }) =>
    strategies.flatMap((strategy) => {
      if (!('counts' in strategy)) return [];
      const { counts, calibration, tpr, tnr } = strategy;
      const { upper, review, lower } = calibration.thresholds;
      const cuts = [lower, review, upper].filter((cut) => cut !== undefined);
      return [
        [
          strategy.strategy,
          String(seed),
          cuts.map(short).join(' / '),
          ...[counts.tp, counts.fn, counts.fp, counts.tn].map(String),
          showRate(tpr),
          showRate(tnr),
        ],
      ];
    }),
  );
  const head = ['threshold', 'seed', 'at', 'leaks found', 'leaks missed', 'false alarms'];
  return table([...head, 'normals passed', 'TPR', 'TNR'], rows, 1);
}

function refusals(runs: readonly RunReport[]): string {
  return runs
    .flatMap(({ seed, strategies }) =>
      strategies.flatMap((strategy) =>
        'refused' in strategy
          ? [`<p>${escapeHtml(`${strategy.strategy}, seed ${seed}: ${strategy.refused}`)}</p>`]
          : [],
      ),
    )
    .join('\n');
}

function sampleTable(samples: readonly Sample[]): string {
  const picture = (url: string | null, of: string): Content =>
    url === null ? '-' : { html: `<img src="${url}" alt="${escapeHtml(of)}">` };
  const rows = samples.map((sample) => [
    {
      html: `<span class="key ${sample.leak ? 'leak' : 'normal'}">${sample.leak ? 'leak' : 'normal'}</span> ${escapeHtml(sample.name)}`,
    },
    picture(sample.original, `${sample.name}, original`),
    picture(sample.corrupted, `${sample.name}, corrupted`),
    picture(sample.reconstructed, `${sample.name}, reconstructed`),
    picture(sample.difference, `${sample.name}, difference`),
    sample.score.toPrecision(4),
  ]);
  return table(['image', 'original', 'corrupted', 'reconstructed', 'difference', 'score'], rows, 1);
}

function timeTable(runs: readonly RunReport[]): string {
  const rows = runs.map((run) => [
    String(run.seed),
    `${run.bestEpoch} of ${run.epochs.length} (${run.stopped})`,
    String(run.fitted),
    `${run.trainSeconds.toFixed(1)}${run.resumedAfter > 0 ? ` (from epoch ${run.resumedAfter + 1})` : ''}`,
    run.scoreSeconds.toFixed(1),
    run.backend,
  ]);
  return table(
    ['seed', 'epoch kept', 'images fitted', 'training, s', 'scoring, s', 'TensorFlow'],
    rows,
    0,
  );
}

function unreadable(runs: readonly RunReport[]): string {
  const files = new Map(
    runs.flatMap((run) => run.unreadable.map(({ name, reason }) => [name, reason])),
  );
  if (files.size === 0) return '';
  const lines = [...files].map(([name, reason]) => `<li>${escapeHtml(`${name}: ${reason}`)}</li>`);
  return `<h3>Not judged, since not readable</h3><ul>${lines.join('')}</ul>`;
}

function showRate(rate: RateReport | null): string {
  if (!rate) return '-';
  return `${rate.rate.toFixed(3)} (${rate.low.toFixed(3)} to ${rate.high.toFixed(3)})`;
}
