/**
 * Every background job, and what it does. One more is a line here, a method with `@Job`, and `SELECT jobs.add_job('name')` in a
 * migration.
 */
export const JOBS = {
  cleanup: 'Deletes sessions, links, tokens and attempts that have expired.',
  're-evaluation': 'Evaluates artifacts again whose verdicts use a former policy or recalled evidence.',
  'verdict-expiry': 'Evaluates artifacts again whose verdicts have expired.',
  'artifact-state': 'Rebuilds lists of findings that an earlier version stored in another layout.',
  words: 'Rewrites scans of earlier versions into the current layout, and removes their former rows.',
  postings: 'Indexes which artifacts contain a component or an advisory, for searches.',
  'unused-words': 'Deletes stored texts that no scan uses any more.',
  waivers: 'Announces waivers that end soon, and closes waivers whose findings are fixed.',
  retention: 'Removes the bytes of old reports that nothing uses any more, if the policy sets a retention.',
} as const;

export type JobName = keyof typeof JOBS;

export const JOB_NAMES = Object.keys(JOBS) as JobName[];
