import type { Label } from '../words.ts';
import type { DetectorInfo } from './detectors.ts';
import type { Job } from './jobs.ts';

/** The shapes in which the engine answers are in this folder. Times are ISO 8601 in UTC; ids are the
 * database's own. */

/** Request header: the key of the project that a request is meant for; another one refuses it. */
export const PROJECT_HEADER = 'x-lunka-project';

export interface Health {
  ok: true;
  version: string;
  pid: number;
  /** Resident memory of the process that owns the database, in MB. */
  memoryMb: number;
  uptimeSeconds: number;
}

/** What the host knows beyond one project; asked before anything is open. */
export interface WorkbenchInfo {
  version: string;
  /** `desktop` has native dialogs behind `window.lunka`, `browser` has not. */
  host: 'desktop' | 'browser';
  project: ProjectInfo | null;
  recent: { folder: string; name: string; exists: boolean; openedAt: string }[];
}

export interface ProjectInfo {
  /** Random, made once; part of immutable image URLs. */
  key: string;
  name: string;
  folder: string;
  createdAt: string;
}

export interface ProjectSummary extends ProjectInfo {
  images: number;
  occurrences: number;
  labels: Record<Label, number>;
  unlabelled: number;
  unreadable: number;
  shifts: ShiftInfo[];
  active: DetectorInfo | null;
  /** Decisions of people since the active detector was trained: what a retrain would newly use. */
  newDecisions: number;
  /** Running or queued job, if any. */
  job: Job | null;
}

export interface ShiftInfo {
  id: number;
  name: string;
  createdAt: string;
  images: number;
  /** Scored by the active detector. */
  scored: number;
  /** Verdict leak or review by the active detector, with and without a person's label. */
  flagged: number;
  flaggedLeft: number;
  reviewed: number;
  leaks: number;
}
