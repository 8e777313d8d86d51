import { Hono } from 'hono';
import { PRESETS } from '../../shared/presets.ts';
import type { Context } from '../context.ts';
import { pathId, valid } from '../http.ts';
import { activateBody, activateByHand, listActivations } from './activation.ts';
import { gateReport } from './compared.ts';
import { detectParameters, evaluateParameters, runDetection, runEvaluation } from './foreign.ts';
import * as queries from './queries.ts';
import { requireActive, runScoring, scoreParameters } from './scoring.ts';
import { planTraining, runTraining, trainParameters } from './training.ts';

export function detectorRoutes(context: Context) {
  const { db, jobs } = context;
  jobs.handle('train', (job) => runTraining(context, job, 'train'));
  jobs.handle('retrain', (job) => runTraining(context, job, 'retrain'));
  jobs.handle('score', (job) => runScoring(context, job));
  jobs.handle('evaluate', (job) => runEvaluation(context, job));
  jobs.handle('detect', (job) => runDetection(context, job));

  return new Hono()
    .get('/presets', (c) => c.json(PRESETS))
    .get('/detectors', (c) => c.json(queries.listDetectors(db)))
    .post('/detectors/train', valid('json', trainParameters), (c) => {
      const parameters = c.req.valid('json');
      // A misspelt preset is answered at once rather than by a failed job.
      planTraining(context, 'train', parameters);
      return c.json(jobs.add('train', parameters), 202);
    })
    .post('/detectors/retrain', valid('json', trainParameters), (c) => {
      const parameters = c.req.valid('json');
      planTraining(context, 'retrain', parameters);
      return c.json(jobs.add('retrain', parameters), 202);
    })
    .post('/detectors/score', valid('json', scoreParameters), (c) => {
      requireActive(db);
      return c.json(jobs.add('score', c.req.valid('json')), 202);
    })
    .get('/detectors/:id', (c) =>
      c.json(queries.detectorDetail(db, queries.requireDetector(db, pathId(c)))),
    )
    .get('/detectors/:id/gate', (c) =>
      c.json(gateReport(db, queries.requireDetector(db, pathId(c)))),
    )
    .get('/activations', (c) => c.json(listActivations(db)))
    .post('/detectors/:id/activate', valid('json', activateBody), (c) =>
      c.json(activateByHand(context, pathId(c), c.req.valid('json'))),
    )
    .post('/evaluate', valid('json', evaluateParameters), (c) => {
      requireActive(db);
      return c.json(jobs.add('evaluate', c.req.valid('json')), 202);
    })
    .post('/detect', valid('json', detectParameters), (c) => {
      requireActive(db);
      return c.json(jobs.add('detect', c.req.valid('json')), 202);
    });
}
