import { LunkaError } from '../shared/errors.ts';
import { openApp } from './app.ts';

/** `npm start [-- PROJECT]`. */

const named = process.argv.slice(2).find((word) => !word.startsWith('-'));
try {
  await openApp(named);
} catch (error) {
  if (!(error instanceof LunkaError)) throw error;
  process.stderr.write(`lunka: ${error.message}\n`);
  process.exitCode = 1;
}
