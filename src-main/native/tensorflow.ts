import { createRequire } from 'node:module';
import util from 'node:util';

/** TensorFlow.js as the detector uses it; `node` (decodeJpeg and the like) comes with the native part. */
export type TensorFlow = typeof import('@tensorflow/tfjs') & {
  readonly node?: (typeof import('@tensorflow/tfjs-node'))['node'];
};

export interface LoadedTensorFlow {
  readonly tf: TensorFlow;
  /** `cpu` = plain JavaScript (ten times slower to score, hundreds of times to train): see `reason`. */
  readonly backend: 'native' | 'cpu';
  readonly reason?: string;
  /** libtensorflow's own version (`1.15.0`, `2.9.1`), or TensorFlow.js's for the CPU backend. */
  readonly version: string;
}

export interface LoadOptions {
  /**
   * Threads for the work inside one operation. Only `TF_NUM_INTRAOP_THREADS` decides that, and only
   * until the library is loaded (`OMP_NUM_THREADS` does nothing: these builds have no OpenMP).
   * Default: that variable, else libtensorflow's own choice, the cores this process may run on.
   */
  readonly threads?: number;
  /** Folder of the tfjs-node package. Default: the one that is installed. */
  readonly packageFolder?: string;
}

const require = createRequire(import.meta.url);

/** tfjs-node 4.22 calls two functions of `util` that Node 23 dropped. */
function putBackUtil(): void {
  const old = util as unknown as Record<string, unknown>;
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}

/**
 * Loads tfjs-node with its native part. A library that does not fit the machine may abort the whole
 * process: call this in a child process only.
 *
 * @throws whatever tfjs-node throws where its native part is missing or can't be loaded
 */
export function loadNative({ threads, packageFolder }: LoadOptions = {}): LoadedTensorFlow {
  putBackUtil();
  // Read by libtensorflow when it is loaded: warnings and errors only.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS = String(threads);
  const tf = require(packageFolder ?? '@tensorflow/tfjs-node') as TensorFlow;
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
  return { tf, backend: 'native', version: binding.TF_Version };
}

/**
 * Loads TensorFlow: the native one, else the CPU backend of TensorFlow.js with the reason why.
 * Call it once, in the detector's process.
 */
export async function loadTensorFlow(options: LoadOptions = {}): Promise<LoadedTensorFlow> {
  try {
    return loadNative(options);
  } catch (error) {
    const tf = require('@tensorflow/tfjs') as TensorFlow;
    // Also keeps TensorFlow.js from advertising tfjs-node on stderr, which is what just failed.
    tf.enableProdMode();
    await tf.setBackend('cpu');
    await tf.ready();
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return { tf, backend: 'cpu', reason, version: tf.version.tfjs };
  }
}
