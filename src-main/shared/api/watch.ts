/** Reconstructions of a few held-out images while a net is fitted. */
export interface JobSamples {
  width: number;
  height: number;
  /** The images themselves, as the net has to give them back: base64 of interleaved RGB. */
  wanted: string[];
  /** What the net made of them after each epoch, in the same order. */
  epochs: { epoch: number; pictures: string[] }[];
}

/** One line of what a job had to say; the page puts it into words. */
export interface JobLine {
  id: number;
  at: string;
  code: string;
  parameters: Record<string, string | number>;
}
