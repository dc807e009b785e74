import type { BackgroundJobList } from '../../src/modules/jobs/dto/job.dto.js';
import type { JobName } from '../../src/modules/jobs/job-names.js';
import type { TestApi } from './api.js';
import { eventually } from './eventually.js';

/** Waits until a job that every start asks for has run: it would work on what a spec puts into the database by hand. */
export async function untilStartHasRun(api: TestApi, job: JobName): Promise<void> {
  await eventually(
    () => api.read<BackgroundJobList>('/api/v1/jobs'),
    ({ items }) => items.some(({ name, lastRuns }) => name === job && lastRuns.length > 0),
  );
}
