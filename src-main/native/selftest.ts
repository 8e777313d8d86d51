import { fork } from 'node:child_process';
import { extname, join } from 'node:path';

/** One native part: whether it does its work here. Times are milliseconds. */
export interface PartReport {
  readonly ok: boolean;
  readonly version?: string;
  readonly ms?: number;
  /** Why not, and what to do; only when `ok` is false. */
  readonly reason?: string;
  readonly advice?: string;
}

export interface TensorFlowReport extends PartReport {
  /** What the detector will run on. `none`: not even the CPU backend. `ok` needs `native`. */
  readonly backend: 'native' | 'cpu' | 'none';
  /** Threads inside one operation. */
  readonly threads?: number;
  readonly loadMs?: number;
  readonly matmulMs?: number;
  readonly gradientMs?: number;
}

export interface NativeReport {
  /** All parts run natively. */
  readonly ok: boolean;
  readonly node: string;
  readonly platform: string;
  readonly tensorflow: TensorFlowReport;
  readonly sqlite: PartReport;
  readonly sharp: PartReport;
}

/** What the child can be asked; `tensorflow-native` refuses to fall back to the CPU backend. */
export type Part = 'tensorflow' | 'tensorflow-native' | 'sqlite' | 'sharp';

/** What the child answers. */
export type Answer =
  | ({ ok: true } & Omit<TensorFlowReport, 'ok' | 'reason' | 'backend'> & {
        backend?: 'native' | 'cpu';
        reason?: string;
      })
  | { ok: false; reason: string };

export interface SelfTestOptions {
  /** Longest time for one part; loading libtensorflow from a cold disk takes several seconds. */
  readonly limitMs?: number;
  /** The child's script; a bundle has it elsewhere. */
  readonly child?: string;
  /** Folder of the tfjs-node package. Default: the one that is installed. */
  readonly packageFolder?: string;
}

const CHILD = join(import.meta.dirname, `selftest-child${extname(import.meta.filename)}`);

/** Whether the native part in a tfjs-node folder runs: which TensorFlow, or why not. */
export type Check = (
  packageFolder: string,
) => Promise<{ ok: true; tensorflow: string } | { ok: false; reason: string }>;

/** Asks the child about one part. It is a process of its own, as a broken library may abort it. */
function ask(part: Part, options: SelfTestOptions = {}): Promise<Answer> {
  const { limitMs = 60_000, child = CHILD, packageFolder } = options;
  return new Promise((resolve) => {
    const forked = fork(child, [part, ...(packageFolder ? [packageFolder] : [])], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    let stderr = '';
    let answer: Answer | null = null;
    let tooLong = false;
    const timer = setTimeout(() => {
      tooLong = true;
      forked.kill('SIGKILL');
    }, limitMs);
    forked.stderr?.on(
      'data',
      (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)),
    );
    forked.on('message', (message) => (answer = message as Answer));
    forked.on('error', (error) => {
      answer ??= { ok: false, reason: error.message };
    });
    forked.on('close', (code, signal) => {
      clearTimeout(timer);
      const last = stderr.trim().split('\n').at(-1);
      const end = tooLong
        ? `no answer within ${String(limitMs / 1000)} s`
        : `the process ended with ${signal ?? `code ${String(code)}`}${last ? `: ${last}` : ''}`;
      resolve(answer ?? { ok: false, reason: end });
    });
  });
}

/** Whether tfjs-node in `packageFolder` loads its native part and computes rightly. */
export const checkTensorFlow: Check = async (packageFolder) => {
  const answer = await ask('tensorflow-native', { packageFolder });
  return answer.ok
    ? { ok: true, tensorflow: answer.version ?? 'of unknown version' }
    : { ok: false, reason: answer.reason };
};

const ADVICE = {
  tensorflow: 'run "npm install": it tries every source again and says what it tried',
  sqlite: 'better-sqlite3 needs Node 22 or newer and its own prebuilt binary: run "npm ci" again',
  sharp: 'sharp needs the optional package @img/sharp-<platform>: run "npm ci --include=optional"',
};

async function tensorFlowReport(options: SelfTestOptions): Promise<TensorFlowReport> {
  const answer = await ask('tensorflow', options);
  if (!answer.ok) return { ...answer, backend: 'none', advice: ADVICE.tensorflow };
  const { backend = 'native', ...rest } = answer;
  if (backend === 'native') return { ...rest, backend };
  return { ...rest, ok: false, backend, advice: ADVICE.tensorflow };
}

async function partReport(part: 'sqlite' | 'sharp', options: SelfTestOptions): Promise<PartReport> {
  const answer = await ask(part, options);
  return answer.ok ? answer : { ...answer, advice: ADVICE[part] };
}

/**
 * Tests every native part with a little work of known result, one child process each, one after
 * another so that the times mean something. Never throws: what is wrong stands in the report.
 */
export async function selfTest(options: SelfTestOptions = {}): Promise<NativeReport> {
  const tensorflow = await tensorFlowReport(options);
  const sqlite = await partReport('sqlite', options);
  const sharp = await partReport('sharp', options);
  return {
    ok: tensorflow.ok && sqlite.ok && sharp.ok,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    tensorflow,
    sqlite,
    sharp,
  };
}

const ms = (value: number | undefined): string => `${(value ?? 0).toFixed(0)} ms`;

function lines(name: string, part: PartReport, good: string): string[] {
  if (part.ok) return [`ok    ${name.padEnd(15)} ${good}`];
  return [
    `FAIL  ${name.padEnd(15)} ${good || 'does not run'}`,
    `      why: ${part.reason ?? 'unknown'}`,
    `      do:  ${part.advice ?? ''}`,
  ];
}

/** The report for people: one line for each part, and what to do about those that don't run. */
export function formatReport(report: NativeReport): string {
  const { tensorflow, sqlite, sharp } = report;
  const { version = '', threads, loadMs, matmulMs, gradientMs, backend } = tensorflow;
  const work =
    backend === 'none'
      ? ''
      : `${backend === 'native' ? `${version}, native` : 'CPU backend in JavaScript (slow)'}, ` +
        `${String(threads)} thread${threads === 1 ? '' : 's'}; load ${ms(loadMs)}, ` +
        `matmul ${ms(matmulMs)}, convolution gradient ${ms(gradientMs)}`;
  const simple = (part: PartReport): string =>
    part.ok ? `${part.version ?? ''}, ${ms(part.ms)}` : '';
  return [
    `Node ${report.node}, ${report.platform}`,
    ...lines('TensorFlow', tensorflow, work),
    ...lines('better-sqlite3', sqlite, simple(sqlite)),
    ...lines('sharp', sharp, simple(sharp)),
  ].join('\n');
}
