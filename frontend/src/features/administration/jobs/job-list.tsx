'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { ProblemNotice } from '@/components/ui/notice';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';
import type { BackgroundJob } from '@/lib/api/types';
import { JobItem } from './job-item';

interface JobListProps {
  readonly jobs: readonly BackgroundJob[];
  readonly canRun: boolean;
}

const LOOK_AGAIN_MS = 5_000;

/** What runs in the background, what waits for it, and how it went. */
export function JobList({ jobs, canRun }: JobListProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [router]);
  const run = async (name: string) => {
    const result = await resultOf(browserApi.POST('/api/v1/jobs/{name}/run', { params: { path: { name } } }));
    setProblem(result.ok ? null : result.problem);
    setAsked(result.ok ? name : null);
    router.refresh();
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[76ch] text-ink-soft">
        Each job runs on one replica at a time. A failed job is retried up to five times, with longer and longer delays.
        An interrupted job is run again.
      </p>
      {problem && <ProblemNotice problem={problem} />}
      <p role="status" className="sr-only">
        {asked === null ? '' : `${asked} will run soon`}
      </p>
      <ol aria-label="Jobs" className="divide-y divide-rule border-y border-rule bg-surface">
        {jobs.map((job) => (
          <JobItem key={job.name} job={job} onRun={canRun ? () => void run(job.name) : null} />
        ))}
      </ol>
    </div>
  );
}
