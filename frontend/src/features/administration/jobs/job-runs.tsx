import { RelativeTime } from '@/components/ui/relative-time';
import type { BackgroundJob } from '@/lib/api/types';
import { tookInWords } from './job-words';

interface JobRunsProps {
  readonly name: string;
  readonly runs: BackgroundJob['lastRuns'];
}

export function JobRuns({ name, runs }: JobRunsProps) {
  return (
    <details className="mt-1 text-sm">
      <summary>Last runs</summary>
      <ol aria-label={`Last runs of ${name}`} className="mt-1 flex flex-col gap-0.5">
        {runs.map((run) => (
          <li key={run.endedAt} className="break-words">
            <RelativeTime iso={run.endedAt} />, {run.outcome} after {tookInWords(run)}
            {run.attempts > 1 && ` at attempt ${run.attempts}`}: <bdi>{run.said ?? 'nothing to do'}</bdi>
          </li>
        ))}
      </ol>
    </details>
  );
}
