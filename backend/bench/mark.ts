/** Stands beside a kept database, and in it, so that no other is ever measured on. */
export const MARK = 'A fleet of the benchmark (npm run bench): synthetic, and changed by each run.';
