import path from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import { readMigrations } from '../db/migrate.ts';
import type { ProjectInfo, WorkbenchInfo } from '../shared/api/project.ts';
import { LunkaError } from '../shared/errors.ts';
import type { EngineDeps } from './context.ts';
import { createEngine, type Engine } from './engine.ts';
import { answerError, requireJson, valid } from './http.ts';
import { createAssets } from './project/assets.ts';
import { createProject, openProject, type OpenProject } from './project/folder.ts';
import { createRecentProjects } from './project/recent.ts';

export interface WorkbenchDeps extends Omit<EngineDeps, 'db' | 'project'> {
  host: WorkbenchInfo['host'];
  /** Folder of `NNNN-title.sql` files. */
  migrations: string;
  /** Folder of the built renderer. */
  assets: string;
  /** Where this workstation's list of recent projects is kept; JSON. */
  recentFile: string;
  /** Where a demo project goes when the person names no folder. */
  demoFolder: string;
}

const folderBody = z.object({ folder: z.string().trim().min(1) });
const createBody = folderBody.extend({ name: z.string().trim().min(1).max(200).optional() });
const demoBody = z.object({ folder: z.string().trim().min(1).optional() });

/**
 * What a host serves: the user interface, the choice of a project, and the engine of the project
 * that is open. At most one is.
 */
export function createWorkbench(deps: WorkbenchDeps) {
  const migrations = readMigrations(deps.migrations);
  const recent = createRecentProjects(deps.recentFile, deps.log);
  const assets = createAssets(deps.assets);
  const now = (): string => deps.clock().toISOString();
  let open: { engine: Engine; project: ProjectInfo } | null = null;

  /** Changes of project one after the other: two at once would leave one open that nobody closes. */
  let changing: Promise<unknown> = Promise.resolve();
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = changing.then(change);
    changing = changed.catch(() => {});
    return changed;
  }

  async function closeOpen(): Promise<void> {
    const closing = open;
    open = null;
    await closing?.engine.close();
  }

  /** The new project is opened first: a wrong path must not close the one at hand. */
  async function take(opened: OpenProject): Promise<ProjectInfo> {
    try {
      await closeOpen();
      open = { engine: createEngine({ ...deps, ...opened }), project: opened.project };
    } catch (error) {
      opened.db.close();
      throw error;
    }
    recent.add(opened.project, now());
    return opened.project;
  }

  function openFolder(folder: string): Promise<ProjectInfo> {
    return inTurn(async () =>
      open?.project.folder === path.resolve(folder)
        ? open.project
        : take(openProject(folder, migrations)),
    );
  }

  function createFolder(folder: string, name?: string): Promise<ProjectInfo> {
    return inTurn(async () => take(createProject(folder, name, migrations, now())));
  }

  const close = (): Promise<void> => inTurn(closeOpen);

  function info(): WorkbenchInfo {
    const { version, host } = deps;
    return { version, host, project: open?.project ?? null, recent: recent.list() };
  }

  const app = new Hono()
    .basePath('/api/workbench')
    .use(requireJson)
    .get('/', (c) => c.json(info()))
    .post('/open', valid('json', folderBody), async (c) =>
      c.json(await openFolder(c.req.valid('json').folder)),
    )
    .post('/create', valid('json', createBody), async (c) => {
      const { folder, name } = c.req.valid('json');
      return c.json(await createFolder(folder, name), 201);
    })
    .post('/demo', valid('json', demoBody), async (c) => {
      const project = await createFolder(c.req.valid('json').folder ?? deps.demoFolder, 'Demo');
      const answer = await open!.engine.routes.request('/api/demo', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ earlier: true }),
      });
      return c.json({ project, job: await answer.json() }, 201);
    })
    .post('/close', async (c) => {
      await close();
      return c.json({ ok: true });
    });
  app.onError((error) => answerError(error, deps.log));

  return {
    routes: app,
    async fetch(request: Request): Promise<Response> {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith('/api/')) return assets(request);
      if (pathname === '/api/workbench' || pathname.startsWith('/api/workbench/')) {
        return app.fetch(request);
      }
      if (open) return open.engine.fetch(request);
      return answerError(
        new LunkaError('no-project', 409, 'Expected an open project. Open or make one first.'),
        deps.log,
      );
    },
    open: openFolder,
    create: createFolder,
    info,
    close,
  };
}

export type Workbench = ReturnType<typeof createWorkbench>;
/** For the typed client `hc<WorkbenchRoutes>`. */
export type WorkbenchRoutes = Workbench['routes'];
