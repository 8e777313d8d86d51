import type { CountedRate, ReportedLeak, ShiftReport } from '../../shared/api/report.ts';
import { sayNote } from '../../shared/notes.ts';
import { escapeHtml } from '../experiments/charts.ts';
import { STYLE } from '../experiments/style.ts';
import { REPORT_WORDS, type ReportLanguage } from './shift-words.ts';

/** Leaks with a picture; a shift in which everything leaked must still open on any machine. */
export const MOST_PICTURES = 200;

/**
 * The report of a shift as one HTML file that needs nothing else: no script, no network, no fonts.
 *
 * @param pictures of the leaks by image, as `data:` URLs; one that is not there is said to be missing
 */
export function drawShiftReport(
  report: ShiftReport,
  pictures: ReadonlyMap<number, string>,
  language: ReportLanguage,
): string {
  const words = REPORT_WORDS[language];
  const show = formatter(language);
  const { detector, drift, labels, leaks } = report;
  const { images, scored, flagged, left } = report;
  const counts = { images, scored, flagged, left, ...labels };
  const rateRows = (Object.keys(words.rate) as (keyof typeof words.rate)[]).flatMap((name) => {
    const rate = report.rates[name];
    return rate ? [[words.rate[name], ...show.rate(rate)]] : [];
  });
  const title = words.title(report.shift.name);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(`${title} · ${report.project}`)}</title>
<style>${STYLE}@media print { .wide { overflow: visible; } tr { break-inside: avoid; } }</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(report.project)}. ${escapeHtml(words.made(show.moment(report.at), report.version))}</p>
${report.left > 0 ? `<p><strong>${escapeHtml(words.left(report.left))}</strong></p>` : ''}
<h2>${words.counts}</h2>
${table(
  Object.values(words.count),
  [(Object.keys(words.count) as (keyof typeof counts)[]).map((name) => show.number(counts[name]))],
  0,
)}
<h2>${words.rates}</h2>
${table(words.columns, rateRows, 1)}
<p>${words.intervals}</p>
<h2>${words.drift}</h2>
${drift ? driftSection(drift, language) : `<p>${words.noDetector}</p>`}
<h2>${words.detector}</h2>
${detector ? detectorTable(detector, language) : `<p>${words.noDetector}</p>`}
<h2>${words.leaks}</h2>
${leaks.length === 0 ? `<p>${words.noLeaks}</p>` : leakTable(leaks, pictures, language)}
<h2>${words.reviewers}</h2>
${
  report.reviewers.length === 0
    ? `<p>${words.nobody}</p>`
    : table(
        Object.values(words.reviewer),
        report.reviewers.map(({ author, decisions, images, from, to }) => [
          author,
          show.number(decisions),
          show.number(images),
          show.moment(from),
          show.moment(to),
        ]),
        1,
      )
}
</main>
</body>
</html>
`;
}

function formatter(language: ReportLanguage) {
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
  const number = new Intl.NumberFormat(language);
  const score = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
  const chance = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
  return {
    number: (value: number): string => number.format(value),
    score: (value: number | null): string => (value === null ? '–' : score.format(value)),
    /** A p-value; what lies below a thousandth is no figure that anybody should quote. */
    chance: (value: number): string =>
      value < 0.001 ? `< ${score.format(0.001)}` : `= ${chance.format(value)}`,
    moment: (iso: string | null): string => (iso === null ? '–' : date.format(new Date(iso))),
    rate: ({ count, of, rate, interval }: CountedRate): string[] => [
      percent.format(rate),
      `${percent.format(interval.low)} – ${percent.format(interval.high)}`,
      `${number.format(count)} / ${number.format(of)}`,
    ],
  };
}

function driftSection(
  { verdict, passed, cells }: NonNullable<ShiftReport['drift']>,
  language: ReportLanguage,
): string {
  const words = REPORT_WORDS[language];
  const show = formatter(language);
  const moved = cells.filter((cell) => cell.moved).map(({ cell }) => cell);
  const numbers = passed.test
    ? ` (D ${show.score(passed.test.statistic)}, p ${show.chance(passed.test.p)}, PSI ${show.score(passed.test.psi)})`
    : '';
  return [
    `<p><strong>${words.verdict[verdict]}</strong></p>`,
    `<p>${escapeHtml(words.compared(passed.images, passed.reference) + numbers)}.</p>`,
    moved.length > 0 ? `<p>${escapeHtml(words.cells(moved.join(', ')))}</p>` : '',
  ].join('\n');
}

function detectorTable(
  { name, preset, createdAt, calibration }: NonNullable<ShiftReport['detector']>,
  language: ReportLanguage,
): string {
  const { facts } = REPORT_WORDS[language];
  const show = formatter(language);
  const { upper, review, lower } = calibration.thresholds;
  const rows = [
    [facts.name, `${name} (${preset})`],
    [facts.made, show.moment(createdAt)],
    [facts.strategy, calibration.strategy],
    [facts.upper, show.score(upper)],
    ...(review === undefined ? [] : [[facts.review, show.score(review)]]),
    ...(lower === undefined ? [] : [[facts.lower, show.score(lower)]]),
    [facts.note, calibration.said ? sayNote(calibration.said, language) : calibration.note],
  ];
  return `<div class="wide"><table><tbody>${rows
    .map(
      ([fact, value]) =>
        `<tr><th class="word" scope="row">${escapeHtml(fact!)}</th><td class="word">${escapeHtml(value!)}</td></tr>`,
    )
    .join('\n')}</tbody></table></div>`;
}

function leakTable(
  leaks: readonly ReportedLeak[],
  pictures: ReadonlyMap<number, string>,
  language: ReportLanguage,
): string {
  const words = REPORT_WORDS[language];
  const show = formatter(language);
  const rows = leaks.slice(0, MOST_PICTURES).map((leak) => {
    const picture = pictures.get(leak.image);
    return [
      { html: picture ? `<img src="${picture}" alt="${escapeHtml(leak.file)}">` : words.noPicture },
      leak.file,
      leak.cell ?? '–',
      show.moment(leak.takenAt),
      show.score(leak.score),
      leak.verdict ? words.says[leak.verdict] : '–',
      `${leak.author}, ${show.moment(leak.at)}`,
    ];
  });
  const rest = leaks.length - rows.length;
  return `${table(Object.values(words.leak), rows, 2)}${rest > 0 ? `<p>${words.more(rest)}</p>` : ''}`;
}

type Content = string | { html: string };

function table(head: readonly string[], rows: readonly Content[][], words: number): string {
  const cell = (content: Content): string =>
    typeof content === 'string' ? escapeHtml(content) : content.html;
  const line = (tag: 'th' | 'td', contents: readonly Content[]): string =>
    contents
      .map((content, i) => {
        const scope = tag === 'th' ? ' scope="col"' : '';
        return `<${tag}${scope}${i < words ? ' class="word"' : ''}>${cell(content)}</${tag}>`;
      })
      .join('');
  return `<div class="wide"><table>
<thead><tr>${line('th', head)}</tr></thead>
<tbody>${rows.map((row) => `<tr>${line('td', row)}</tr>`).join('\n')}</tbody>
</table></div>`;
}
