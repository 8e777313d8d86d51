/**
 * Which way imports may point (docs/architecture.md). A wrong arrow or a cycle fails the build.
 */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^src-', pathNot: [from, ...allowed] },
});

const SHARED = '^src-main/shared/';
const DB = '^src-main/db/';
const IMAGING = '^src-main/imaging/';
const NATIVE = '^src-main/native/';
const ENGINE = '^src-main/engine/';
const DETECTOR = '^src-main/detector/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('shared-imports-nothing', SHARED, []),
    only('db-imports-shared', DB, [SHARED]),
    only('imaging-imports-shared', IMAGING, [SHARED]),
    only('native-imports-shared', NATIVE, [SHARED]),
    only('detector-knows-no-engine', DETECTOR, [SHARED, IMAGING, NATIVE]),
    only('engine-knows-no-host-and-no-detector', ENGINE, [SHARED, DB, IMAGING]),
    only('node-host-knows-no-electron', '^src-main/node/', [SHARED, DB, IMAGING, NATIVE, ENGINE]),
    only('electron-host-knows-no-node-host', '^src-main/electron/', [
      SHARED,
      DB,
      IMAGING,
      NATIVE,
      ENGINE,
    ]),
    {
      name: 'renderer-sees-shared-and-the-engines-types',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: {
        path: '^src-main/',
        pathNot: [SHARED, '^src-main/engine/(engine|workbench)\\.ts$'],
      },
    },
    {
      name: 'renderer-takes-types-only',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^src-main/engine/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      from: { path: '^src-' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'types', 'node', 'default'],
    },
  },
};
