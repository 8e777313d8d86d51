/** A line of the log of who judged when. */
export interface Activation {
  id: number;
  detector: number;
  author: string;
  /** Why, in English: the gate's finding, a calibration, or that somebody chose it by hand. */
  reason: string;
  note: string;
  at: string;
}
