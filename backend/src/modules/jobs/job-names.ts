/**
 * Every background job, and what it does. One more is a line here, a method with `@Job`, and `SELECT jobs.add_job('name')` in a
 * migration.
 */
export const JOBS = {
  cleanup: 'Deletes sessions, links, tokens and attempts that have expired.',
  're-evaluation': 'Evaluates every artifact again whose verdicts rest on a former policy or on recalled evidence.',
  'verdict-expiry': 'Evaluates artifacts again when the time of a verdict is over.',
  'artifact-state': 'Makes the findings of artifacts anew that an earlier version kept in another layout.',
  words:
    'Rewrites scans that an earlier version took in as this version keeps them, and removes what is left of their former rows.',
  postings: 'Notes which artifacts hold a component or an advisory, so that they are found at once.',
  'unused-words': 'Deletes what was said by scans that are gone or have been read again.',
  waivers: 'Tells of waivers that are about to end, and closes those whose findings are fixed.',
  retention: 'Removes the bytes of old reports that nothing rests on any more, where the policy says so.',
} as const;

export type JobName = keyof typeof JOBS;

export const JOB_NAMES = Object.keys(JOBS) as JobName[];
