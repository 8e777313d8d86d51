import { Hono } from 'hono';
import { LunkaError } from '../shared/errors.ts';
import { calibrationRoutes } from './calibration/routes.ts';
import type { Context, EngineDeps } from './context.ts';
import { detectorRoutes } from './detectors/routes.ts';
import { evidenceRoutes } from './evidence/routes.ts';
import { createWarmProcess } from './evidence/warm.ts';
import { driftRoutes } from './drift/routes.ts';
import { createEvents } from './events.ts';
import { answerError, requireJson, requireProject } from './http.ts';
import { versionRoutes } from './versions/routes.ts';
import { goldenRoutes } from './golden/routes.ts';
import { experimentRoutes } from './experiments/routes.ts';
import { imageRoutes } from './images/routes.ts';
import { importRoutes } from './imports/routes.ts';
import { createJobs } from './jobs/queue.ts';
import { jobRoutes } from './jobs/routes.ts';
import { labelRoutes } from './labels/routes.ts';
import { demoRoutes } from './project/demo.ts';
import { projectRoutes } from './project/routes.ts';
import { reportRoutes } from './reports/export.ts';
import { shiftReportRoutes } from './reports/routes.ts';
import { checkRoutes } from './review/checks.ts';
import { reviewRoutes } from './review/routes.ts';
import { viewRoutes } from './views/routes.ts';
import { createSheetMaker } from './wall/maker.ts';
import { wallRoutes } from './wall/routes.ts';

/**
 * The product without a window: one open project behind a Fetch handler. It knows no host; what
 * differs from host to host is passed in.
 */
export function createEngine(deps: EngineDeps) {
  const events = createEvents();
  const now = (): string => deps.clock().toISOString();
  const jobs = createJobs({ db: deps.db, events, now, log: deps.log });
  const context: Context = { ...deps, events, now, jobs };
  const warm = createWarmProcess(context);
  const sheets = createSheetMaker(context);

  const app = new Hono()
    .basePath('/api')
    .use(requireJson, requireProject(deps.project.key))
    .route('/', projectRoutes(context))
    .route('/', demoRoutes(context))
    .route('/', imageRoutes(context))
    .route('/', labelRoutes(context))
    .route('/', importRoutes(context))
    .route('/', detectorRoutes(context))
    .route('/', evidenceRoutes(context, warm))
    .route('/', goldenRoutes(context))
    .route('/', versionRoutes(context))
    .route('/', calibrationRoutes(context))
    .route('/', driftRoutes(context))
    .route('/', experimentRoutes(context))
    .route('/', reviewRoutes(context, warm))
    .route('/', checkRoutes(context))
    .route('/', viewRoutes(context))
    .route('/', wallRoutes(context, sheets))
    .route('/', reportRoutes(context))
    .route('/', shiftReportRoutes(context))
    .route('/', jobRoutes(context));
  app.onError((error) => answerError(error, deps.log));
  app.notFound((c) =>
    answerError(
      new LunkaError('no-such-route', 404, `There is nothing at ${c.req.method} ${c.req.path}.`),
      deps.log,
    ),
  );

  return {
    routes: app,
    fetch: (request: Request): Promise<Response> => Promise.resolve(app.fetch(request)),
    /** Interrupts what runs, ends child processes and event streams and closes the database. */
    async close(): Promise<void> {
      await jobs.close();
      await sheets.close();
      events.end();
      warm.close();
      deps.db.close();
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;
/** For the typed client `hc<EngineRoutes>`. */
export type EngineRoutes = Engine['routes'];
