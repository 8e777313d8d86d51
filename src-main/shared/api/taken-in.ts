import type { DetectorInfo } from './detectors.ts';

/** What an import of a detector's file answers with. */
export interface TakenIn extends DetectorInfo {
  /** The project had that very detector already: it is this version, and nothing was stored. */
  known: boolean;
}
