import path from 'node:path';

/**
 * Where the bundle finds its parts; build.ts puts them there. The main process always runs bundled,
 * from `dist/main` in the checkout as in the installed `app.asar`.
 */
const here = import.meta.dirname;

export const places = {
  migrations: path.join(here, 'migrations'),
  assets: path.join(here, '..', 'renderer'),
  preload: path.join(here, 'preload.cjs'),
  icon: path.join(here, 'icon.png'),
  /** Unpacked beside its packages when installed, so that it and they are plain files to each other. */
  worker: outsideArchive(path.join(here, 'worker.js')),
};

/** The path of an unpacked file of the archive; any other path as it is. */
function outsideArchive(file: string): string {
  return file.replace(/([\\/])app\.asar(?=[\\/])/, '$1app.asar.unpacked');
}
