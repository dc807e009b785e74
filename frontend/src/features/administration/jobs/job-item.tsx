import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ProgressBar } from '@/components/ui/progress-bar';
import { RelativeTime } from '@/components/ui/relative-time';
import type { BackgroundJob } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';
import { JobRuns } from './job-runs';
import { jobState, spanInWords } from './job-words';

interface JobItemProps {
  readonly job: BackgroundJob;
  /** Null without the permission to run jobs. */
  readonly onRun: (() => void) | null;
}

export function JobItem({ job, onRun }: JobItemProps) {
  const { name, description, every, running, retry, waitingSince, failed, lastRuns } = job;
  const [last] = lastRuns;
  return (
    <li className="grid gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-center gap-2 text-base">
          {name}
          <Badge look={running ? 'accent' : 'plain'}>{jobState(job)}</Badge>
          {failed > 0 && <Badge look="loud">{groupedNumber(failed)} failed</Badge>}
        </h2>
        <p className="text-sm">{description}</p>
        <p className="text-sm text-ink-soft">
          {every === null ? 'On request' : spanInWords(every)}
          {' · '}
          {last === undefined ? (
            'not run in the last two days'
          ) : (
            <>
              last run ended <RelativeTime iso={last.endedAt} />
            </>
          )}
          {waitingSince !== null && (
            <>
              {' · '}waiting since <RelativeTime iso={waitingSince} />
            </>
          )}
        </p>
        {running && <Progress running={running} name={name} />}
        {retry && (
          <p className="mt-1 border-l-4 border-l-fail pl-2 text-sm break-words">
            The last attempt failed. The next is due <RelativeTime iso={retry.at} />: <bdi>{retry.reason}</bdi>
          </p>
        )}
        {failed > 0 && last?.outcome === 'failed' && (
          <p className="mt-1 border-l-4 border-l-fail pl-2 text-sm break-words">
            Failed after {last.attempts} attempts: <bdi>{last.said}</bdi>
          </p>
        )}
        {lastRuns.length > 0 && <JobRuns name={name} runs={lastRuns} />}
      </div>
      {onRun && (
        <div>
          <Button look="quiet" onClick={onRun} aria-label={`Run now: ${name}`}>
            Run now
          </Button>
        </div>
      )}
    </li>
  );
}

interface ProgressProps {
  readonly running: NonNullable<BackgroundJob['running']>;
  readonly name: string;
}

function Progress({ running: { startedAt, attempt, progress }, name }: ProgressProps) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-3 text-sm">
      <span>
        Running, started <RelativeTime iso={startedAt} />
        {attempt > 1 && `, attempt ${attempt}`}
      </span>
      {progress && (
        <>
          {typeof progress.total === 'number' && (
            <ProgressBar label={`Progress of ${name}`} done={progress.done} total={progress.total} />
          )}
          <span>
            {groupedNumber(progress.done)} of {groupedNumber(progress.total)}
          </span>
        </>
      )}
    </p>
  );
}
