import { defineConfig } from 'vitest/config';

/**
 * Three kinds of tests, told apart by what they need: `unit` runs anywhere in seconds to minutes,
 * `desktop` packs and runs the Electron host, `browser` drives a real Chromium.
 */
export default defineConfig({
  test: {
    // Real child processes and databases on two cores: more at once only makes all of them late.
    maxWorkers: 2,
    hookTimeout: 180_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/electron/**', 'test/e2e/**', 'test/bench/**'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'desktop',
          include: ['test/electron/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
