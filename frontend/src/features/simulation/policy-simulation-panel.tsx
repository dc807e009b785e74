'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { ApiResult } from '@/lib/api/client';
import type { PolicySimulation } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { SimulatedArtifacts } from './simulated-artifacts';
import { SimulatedEnvironments } from './simulated-environments';
import { changedInWords, notSimulatedInWords } from './simulation-words';
import { usePolicySimulation } from './use-policy-simulation';

interface PolicySimulationPanelProps {
  readonly source: string;
  /** The version that it would replace. */
  readonly replaces: string;
}

/** Which verdicts of the fleet another policy would change. It only informs: a policy can be saved without it. */
export function PolicySimulationPanel({ source, replaces }: PolicySimulationPanelProps) {
  const { result, isWaiting, again } = usePolicySimulation(source, replaces);
  return (
    <section aria-label="Effect on verdicts" className="flex min-w-0 flex-col gap-3">
      <div role="status">
        <h3 className="text-base">{titleOf(result, isWaiting)}</h3>
      </div>
      {result === null ? (
        <Pending />
      ) : result.ok ? (
        <Simulated simulation={result.data} />
      ) : result.problem.code === 'forbidden' ? (
        <Note>
          You need the permission <code className="font-mono text-[0.92em]">artifact:read</code> to see which verdicts
          change. You can save the policy without it.
        </Note>
      ) : (
        <ProblemNotice problem={result.problem}>
          <Button onClick={again}>Try again</Button>
        </ProblemNotice>
      )}
    </section>
  );
}

function titleOf(result: ApiResult<PolicySimulation> | null, isWaiting: boolean): string {
  if (result?.ok) return changedInWords(result.data);
  if (result !== null) return 'It is not known which verdicts change';
  return isWaiting ? 'Waiting: another policy is being simulated…' : 'Evaluating every artifact…';
}

function Note({ children }: { readonly children: ReactNode }) {
  return <p className="-mt-3 text-sm text-ink-soft">{children}</p>;
}

function Pending() {
  return (
    <div aria-hidden className="flex flex-col gap-2">
      <Skeleton className="h-3 w-2/3" />
      <Skeleton className="h-3 w-1/2" />
      <Skeleton className="h-3 w-3/5" />
    </div>
  );
}

function Simulated({ simulation }: { readonly simulation: PolicySimulation }) {
  const { artifacts, changed, notSimulated, environments, items } = simulation;
  if (artifacts + notSimulated.artifacts === 0) {
    return <Note>There are no artifacts that you can see. The policy applies to the reports that arrive.</Note>;
  }
  return (
    <>
      <Note>
        {changed === 0
          ? 'Both policies decide the same for every artifact that you can see, on today’s evidence.'
          : 'Of the artifacts that you can see, on today’s evidence. Nothing is saved yet.'}
      </Note>
      {notSimulated.artifacts > 0 && (
        <div className="rounded-sm border border-l-4 border-dashed border-rule-strong px-3 py-2 text-sm">
          <h4>Not known for {counted(notSimulated.artifacts, 'artifact')}</h4>
          <p className="text-ink-soft">
            {notSimulatedInWords(notSimulated).join(' ')} They are not in the numbers here.
          </p>
        </div>
      )}
      <SimulatedEnvironments environments={environments} />
      {items.length > 0 && <SimulatedArtifacts artifacts={items} total={changed} />}
    </>
  );
}
