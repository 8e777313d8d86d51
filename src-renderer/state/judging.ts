/** Which detector judges, and with which cuts: what one press of a button or a key changes of it. */

import type { DetectorInfo } from '../../src-main/shared/api/detectors.ts';
import type { Demands } from '../../src-main/shared/proof.ts';
import type { Engine } from '../api.ts';
import type { ActivationWords } from '../api/versions.ts';
import { t } from '../i18n/i18n.svelte.ts';
import type { Session } from './session.svelte.ts';

/** The one button: trains the first detector, or retrains on what people decided since. */
export async function retrain(session: Session): Promise<void> {
  const { engine, project, jobs } = session;
  if (!engine || !project || jobs.training) return;
  session.outcome = null;
  await session.attempt('doing.train', async () => {
    jobs.take(await (project.active ? engine.detectors.retrain() : engine.detectors.train()));
  });
}

/** Activates a detector at once, but asks first where the gate refused it. */
export function askToActivate(session: Session, detector: DetectorInfo): void {
  if (detector.state === 'candidate' && detector.gate?.passed === false) {
    session.versions.question = { what: 'activate', detector };
  } else if (detector.state !== 'active') {
    void activate(session, detector.id);
  }
}

export async function activate(
  session: Session,
  id: number,
  words?: ActivationWords,
): Promise<void> {
  const { engine } = session;
  if (!engine) return;
  await session.attempt('doing.activate', () => putInCharge(session, engine, id, words));
}

async function putInCharge(
  session: Session,
  engine: Engine,
  id: number,
  words?: ActivationWords,
): Promise<void> {
  const detector = await engine.versions.activate(id, words);
  session.notices.info(t('notice.activated', { name: detector.name }));
  session.outcome = null;
  session.detectorChanged();
}

/** Makes the cuts under trial a version of the active detector. */
export async function calibrate(session: Session): Promise<void> {
  const { calibration, engine } = session;
  const request = calibration.request();
  if (!engine || !request) return;
  await session.attempt('doing.calibrate', async () => {
    const detector = await engine.calibration.apply(request);
    calibration.note = '';
    // At once: who goes back with the next key must not find the trial standing.
    calibration.adopt({ detector: detector.id, ...detector.calibration });
    session.notices.info(t('notice.activated', { name: detector.name }));
    session.detectorChanged();
  });
}

/** Activates the version that the active one came from. */
export async function goBack(session: Session): Promise<void> {
  const { engine } = session;
  if (!engine) return;
  await session.attempt('doing.activate', async () => {
    // What this page knows may be from before the newest version: one key must not miss it.
    const parent = (await engine.summary()).active?.parent;
    if (parent != null) await putInCharge(session, engine, parent);
  });
}

/** Sets the rates that are to be proven. */
export async function demand(session: Session, demands: Partial<Demands>): Promise<void> {
  const { engine } = session;
  if (!engine) return;
  await session.attempt('doing.demand', async () => {
    session.counts.proof = await engine.calibration.demand(demands);
  });
}
