import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** Builds the renderer only; tests are found through vitest.config.ts. */
export default defineConfig({
  root: fileURLToPath(new URL('./src-renderer', import.meta.url)),
  plugins: [svelte({ configFile: fileURLToPath(new URL('./svelte.config.js', import.meta.url)) })],
  base: '/',
  build: {
    outDir: fileURLToPath(new URL('./dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome130',
    // The content security policy allows neither inline scripts nor data: fonts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  // `npm run lunka -- serve P --port 4747` beside `vite` gives a renderer that reloads itself.
  server: { proxy: { '/api': 'http://127.0.0.1:4747' } },
});
