import type { Label, Verdict } from '../words.ts';

/** An answer of a person that comes back; what they said is not told. */
export interface Recheck {
  id: number;
  image: number;
  score: number | null;
  verdict: Verdict | null;
}

/** Two answers to one image that differ, until somebody decides which counts. */
export interface Disagreement {
  id: number;
  image: number;
  first: { label: Label; author: string; at: string };
  second: { label: Label; author: string; at: string };
}

/** How often a person says the same of an image again, without knowing that they are asked again. */
export interface Consistency {
  author: string;
  answered: number;
  agreed: number;
  /** Exact (Clopper and Pearson) 95 % interval of the share. */
  low: number;
  high: number;
  /** Cohen's kappa; null below 30 answers, or where all were the same. */
  kappa: number | null;
}
