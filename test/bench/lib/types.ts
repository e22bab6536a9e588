/** What a benchmark has measured. */
export interface BenchResult {
  /** The one figure that the goal is about, with its unit: `12.4 s`. */
  figure: string;
  holds: boolean;
  /** One row for each thing that was measured; equal keys in all rows. */
  table: Record<string, string | number>[];
}

/** A file of this folder: `yarn bench NAME` runs `NAME.ts`. */
export interface Bench {
  /** In words: `at most 30 s`. */
  goal: string;
  run(): Promise<BenchResult>;
}
