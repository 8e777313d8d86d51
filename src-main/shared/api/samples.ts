/** A random sample of what nobody looked at and no verdict flags, and what it says by now. */
export interface SampleStatus {
  id: number;
  /** Null for the images of all shifts. */
  shift: number | null;
  detector: number;
  author: string;
  drawnAt: string;
  /** Unlabelled images below the threshold when it was drawn. */
  population: number;
  /** Of these still without a label. */
  unreviewed: number;
  /** Images drawn, those of them that count as answered, and leaks or doubts among these. */
  drawn: number;
  answered: number;
  found: number;
  /** At most so many leaks are left among `unreviewed`, at 95 %, whenever one looks. */
  mostLeft: number;
  /** Wanted as `mostLeft`, and answers still needed for it if no more leaks are found. */
  demanded: number;
  needed: number;
  strata: { low: number; high: number; images: number; answered: number; found: number }[];
}
