import { rm } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { pack } from '../../src-main/engine/calibration/sets.ts';
import { precisionRecallOf, rocOf, SCREEN } from '../../src-main/shared/curves.ts';
import { figuresOf } from '../../src-main/shared/figures.ts';
import { areaUnderRoc, sortedAveragePrecision } from '../../src-main/shared/metrics.ts';
import { DEFAULT_DEMANDS, proofOf } from '../../src-main/shared/proof.ts';
import { seededRandom } from '../../src-main/shared/random.ts';
import { outcomesAt, type SortedClasses } from '../../src-main/shared/sweep.ts';
import { costCurve } from '../../src-main/shared/thresholds.ts';
import { defaultValues, Strategies } from '../../src-renderer/state/strategies.ts';
import { startApp } from '../helpers/app.ts';
import { launchBrowser } from '../helpers/browser.ts';
import { makeFolder, trainProject } from '../helpers/project.ts';
import { buildRenderer } from '../helpers/renderer.ts';

/**
 * How long a moved cut takes until every figure is redrawn:
 *
 *     node test/bench/dragging.ts
 *
 * The mathematics alone, then the Calibration view in a real browser whose engine answers with so
 * many drawn scores: from the key to the laid out page, paint excluded. Median and 95th percentile.
 */

const SIZES = [14_000, 1_000_000];
const MOVES = 120;
const COSTS = { missedLeak: 100, falseStop: 1, leakShare: 0.01 };

/** Overlapping bells, one leak in fifty. */
function draw(count: number): SortedClasses {
  const random = seededRandom(1);
  const bell = (): number => random() + random() + random() + random() - 2;
  const leaks = Math.round(count / 50);
  return {
    normals: Float64Array.from({ length: count - leaks }, bell).sort(),
    leaks: Float64Array.from({ length: leaks }, () => bell() + 1.5).sort(),
  };
}

function summary(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => sorted[Math.floor(sorted.length * share)]!.toFixed(2);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms`;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function measureMaths(classes: SortedClasses): void {
  const moves = Array.from({ length: MOVES }, (_, i) =>
    timed(() => {
      const { confusion } = outcomesAt(classes, { upper: i / MOVES, review: -0.5 });
      figuresOf(confusion);
      proofOf(confusion, DEFAULT_DEMANDS);
    }),
  );
  console.log(`  a move, mathematics alone: ${summary(moves)}`);
  const once = {
    'ROC and precision-recall': () => [rocOf(classes, SCREEN), precisionRecallOf(classes, SCREEN)],
    areas: () => [areaUnderRoc(classes), sortedAveragePrecision(classes)],
    strategies: () => new Strategies().ask(classes, classes, classes.normals, defaultValues()),
    'cost curve': () => costCurve(classes, COSTS),
  };
  for (const [name, work] of Object.entries(once)) {
    console.log(`  once, ${name}: ${timed(work).toFixed(1)} ms`);
  }
}

async function measureView(page: Page, classes: SortedClasses, address: string): Promise<void> {
  await page.unrouteAll();
  await page.route('**/api/calibration/scores*', (route) =>
    route.fulfill({
      json: {
        detector: 1,
        set: 'held-out',
        normals: pack(classes.normals),
        leaks: pack(classes.leaks),
      },
    }),
  );
  const start = performance.now();
  await page.goto('about:blank');
  await page.goto(address);
  await page.getByTestId('figures').waitFor();
  console.log(`  once, from the address to the view: ${(performance.now() - start).toFixed(0)} ms`);
  const times = await page.evaluate(async (moves) => {
    const result: number[] = [];
    for (let i = 0; i < moves; i++) {
      const begin = performance.now();
      const code = i % 40 < 20 ? 'ArrowRight' : 'ArrowLeft';
      window.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true }));
      // Svelte writes the page in a microtask; asking for a box then lays it out.
      await Promise.resolve();
      document.querySelector('[data-testid=figures]')!.getBoundingClientRect();
      result.push(performance.now() - begin);
      await new Promise(requestAnimationFrame);
    }
    return result;
  }, MOVES);
  console.log(`  a move, redrawn: ${summary(times)}`);
}

const state = await makeFolder();
await buildRenderer();
const trained = await trainProject();
const [browser, app] = await Promise.all([launchBrowser(), startApp(state)]);
try {
  await app.api.post('workbench/open', { folder: await trained.copy() });
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  console.log(`${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}`);
  for (const size of SIZES) {
    console.log(`${size.toLocaleString('en')} scores`);
    const classes = draw(size);
    measureMaths(classes);
    await measureView(page, classes, `${app.address}#/calibrate`);
  }
} finally {
  await browser.close();
  await app.stop();
  await trained.remove();
  await rm(state, { recursive: true, force: true });
}
