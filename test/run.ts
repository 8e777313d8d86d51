import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * `npm test`: checks and every test, one runner after the other, and at the end one line counted
 * from the runners' own reports. Fails when anything failed, and when nothing was tested.
 */

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, 'test-results');
const bin = (name: string): string => path.join(root, 'node_modules', '.bin', name);

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numFailedTestSuites: number;
}

function run(command: string, args: string[]): Promise<boolean> {
  console.log(`\n> ${[path.basename(command), ...args].join(' ')}`);
  return new Promise((resolve) => {
    const shell = process.platform === 'win32';
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

async function runProject(project: string): Promise<{ ok: boolean; report: Report | null }> {
  const file = path.join(results, `${project}.json`);
  const ok = await run(bin('vitest'), [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  try {
    return { ok, report: JSON.parse(readFileSync(file, 'utf8')) as Report };
  } catch {
    return { ok: false, report: null };
  }
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const checks = [
  await run('npm', ['run', '--silent', 'lint']),
  await run('npm', ['run', '--silent', 'types']),
  await run('npm', ['run', '--silent', 'build']),
];
let ok = checks.every(Boolean);
const sum = { passed: 0, failed: checks.filter((passed) => !passed).length, skipped: 0 };
for (const project of ['unit', 'browser', 'desktop']) {
  const { ok: projectOk, report } = await runProject(project);
  ok &&= projectOk;
  if (!report) {
    sum.failed += 1;
    continue;
  }
  sum.passed += report.numPassedTests;
  sum.skipped += report.numPendingTests + report.numTodoTests;
  // A file that could not even be loaded counts as a failure of its own.
  sum.failed += Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0);
}
if (sum.passed === 0) ok = false;
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = ok && sum.failed === 0 ? 0 : 1;
