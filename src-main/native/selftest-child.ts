// The process of its own in which selftest.ts tries one native part; answers with one message.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { Answer, Part } from './selftest.ts';
import { loadNative, loadTensorFlow, type LoadedTensorFlow } from './tensorflow.ts';

type Good = Extract<Answer, { ok: true }>;

function expectNumbers(
  what: string,
  expected: readonly number[],
  received: ArrayLike<number>,
): void {
  const numbers = Array.from(received);
  if (
    numbers.length === expected.length &&
    expected.every((v, i) => Math.abs(v - (numbers[i] ?? NaN)) < 1e-4)
  )
    return;
  throw new Error(`${what}: expected ${expected.join(' ')}, received ${numbers.join(' ')}`);
}

async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

/** [[1 2] [3 4]] times [[5 6] [7 8]]. */
function matmul({ tf }: LoadedTensorFlow): void {
  const product = tf.tidy(() =>
    tf.matMul(
      [
        [1, 2],
        [3, 4],
      ],
      [
        [5, 6],
        [7, 8],
      ],
    ),
  );
  expectNumbers('matrix product', [19, 22, 43, 50], product.dataSync());
  product.dispose();
}

/**
 * Gradients of sum(conv2d(x, w)) for x = 1..9 as 3 x 3 and w = [[1 2] [3 4]], no padding: for w, the
 * sums of x over the four windows; for x, the weights that touch each pixel.
 */
function convolutionGradient({ tf }: LoadedTensorFlow): void {
  const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const w = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
  const gradients = tf.grads((input, kernel) =>
    tf.sum(tf.conv2d(input as typeof x, kernel as typeof w, 1, 'valid')),
  )([x, w]);
  const [forX, forW] = gradients.map((gradient) => gradient.dataSync());
  expectNumbers('convolution gradient for the weights', [12, 16, 24, 28], forW ?? []);
  expectNumbers('convolution gradient for the input', [1, 3, 2, 4, 10, 6, 3, 7, 4], forX ?? []);
  tf.dispose([x, w, ...gradients]);
}

async function tensorflow(native: boolean, packageFolder: string | undefined): Promise<Good> {
  const options = packageFolder ? { packageFolder } : {};
  const [loaded, loadMs] = await timed(() =>
    native ? loadNative(options) : loadTensorFlow(options),
  );
  const [, matmulMs] = await timed(() => matmul(loaded));
  const [, gradientMs] = await timed(() => convolutionGradient(loaded));
  const { backend, version, reason } = loaded;
  // libtensorflow's rule: the variable, else the cores that this process may run on.
  const told = Number(process.env.TF_NUM_INTRAOP_THREADS);
  const threads = backend === 'cpu' ? 1 : told > 0 ? told : availableParallelism();
  return {
    ok: true,
    backend,
    version,
    threads,
    loadMs,
    matmulMs,
    gradientMs,
    ...(reason === undefined ? {} : { reason }),
  };
}

async function sqlite(): Promise<Good> {
  const [version, ms] = await timed(async () => {
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(':memory:');
    const row = db.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    db.close();
    return row.version;
  });
  const { version: own } = createRequire(import.meta.url)('better-sqlite3/package.json') as {
    version: string;
  };
  return { ok: true, version: `${own} (SQLite ${version})`, ms };
}

async function sharp(): Promise<Good> {
  const [version, ms] = await timed(async () => {
    const { default: image } = await import('sharp');
    const pixels = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
    const png = await image(pixels, { raw: { width: 2, height: 2, channels: 3 } })
      .png()
      .toBuffer();
    const back = await image(png).removeAlpha().raw().toBuffer();
    expectNumbers('pixels after a PNG', [...pixels], back);
    return `${image.versions.sharp ?? ''} (libvips ${image.versions.vips})`;
  });
  return { ok: true, version, ms };
}

const [, , part, packageFolder] = process.argv;
const parts: Record<Part, () => Promise<Good>> = {
  tensorflow: () => tensorflow(false, packageFolder),
  'tensorflow-native': () => tensorflow(true, packageFolder),
  sqlite,
  sharp,
};
let answer: Answer;
try {
  answer = await parts[part as Part]();
} catch (error) {
  const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
  answer = { ok: false, reason };
}
// Ends the process when the message is out: some native parts keep threads that would hold it open.
process.send?.(answer, () => process.exit());
