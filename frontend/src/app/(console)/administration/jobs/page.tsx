import { PartForbidden } from '@/components/ui/no-permission';
import { ProblemNotice } from '@/components/ui/notice';
import { getJobs } from '@/features/administration/api/administration-data';
import { JobList } from '@/features/administration/jobs/job-list';
import { mayEverywhere } from '@/features/session/api/permissions';

export const metadata = { title: 'Jobs' };

export default async function JobsPage() {
  if (!(await mayEverywhere('job:read'))) return <PartForbidden permission="job:read" />;
  const [jobs, canRun] = await Promise.all([getJobs(), mayEverywhere('job:run')]);
  if (!jobs.ok) return <ProblemNotice problem={jobs.problem} />;
  return <JobList jobs={jobs.data} canRun={canRun} />;
}
