import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ProblemNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { ApiResult } from '@/lib/api/client';
import type { PolicySimulation, WaiverPreview } from '@/lib/api/types';
import { counted } from '@/lib/format/number';
import { SimulatedArtifacts } from './simulated-artifacts';
import { SimulatedEnvironments } from './simulated-environments';
import { SimulatedFindings } from './simulated-findings';
import { changedInWords, notSimulatedInWords } from './simulation-words';
import type { UsedSimulation } from './use-simulation';

/** What is said beside the answer. */
interface SimulationTexts {
  /** The name of the region. */
  readonly label: string;
  /** Where another simulation is before it. */
  readonly waiting: string;
  /** There are no artifacts to evaluate. */
  readonly empty: string;
  readonly unchanged: string;
  readonly changed: string;
  /** The permission is missing. */
  readonly forbidden: ReactNode;
}

/** What a simulation of a policy and the preview of a waiver have in common. */
type CommonSimulation = Pick<WaiverPreview, keyof WaiverPreview & keyof PolicySimulation>;

/** The preview of a waiver names findings as well. */
type ShownSimulation = CommonSimulation & Partial<Pick<WaiverPreview, 'findings' | 'findingsTotal'>>;

interface SimulationPanelProps {
  readonly simulation: UsedSimulation<ShownSimulation>;
  readonly texts: SimulationTexts;
}

/** Which verdicts a change would change. It only informs. */
export function SimulationPanel({ simulation: { result, isWaiting, again }, texts }: SimulationPanelProps) {
  return (
    <section aria-label={texts.label} className="flex min-w-0 flex-col gap-3">
      <div role="status">
        <h3 className="text-base">{titleOf(result, isWaiting ? texts.waiting : null)}</h3>
      </div>
      {result === null ? (
        <Pending />
      ) : result.ok ? (
        <Simulated simulation={result.data} texts={texts} />
      ) : result.problem.code === 'forbidden' ? (
        <Note>{texts.forbidden}</Note>
      ) : (
        <ProblemNotice problem={result.problem}>
          <Button onClick={again}>Try again</Button>
        </ProblemNotice>
      )}
    </section>
  );
}

function titleOf(result: ApiResult<ShownSimulation> | null, waiting: string | null): string {
  if (result?.ok) return changedInWords(result.data);
  if (result !== null) return 'It is not known which verdicts change';
  return waiting ?? 'Evaluating every artifact…';
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

function Simulated({ simulation, texts }: { readonly simulation: ShownSimulation; readonly texts: SimulationTexts }) {
  const { artifacts, changed, notSimulated, leftOut, environments, items, findings, findingsTotal = 0 } = simulation;
  if (artifacts + notSimulated.artifacts === 0) return <Note>{texts.empty}</Note>;
  return (
    <>
      <Note>{changed === 0 ? texts.unchanged : texts.changed}</Note>
      {notSimulated.artifacts > 0 && (
        <div className="rounded-sm border border-l-4 border-dashed border-rule-strong px-3 py-2 text-sm">
          <h4>Not known for {counted(notSimulated.artifacts, 'artifact')}</h4>
          <p className="text-ink-soft">
            {notSimulatedInWords(notSimulated).join(' ')} They are not in the numbers here.
          </p>
        </div>
      )}
      {leftOut.length > 0 && (
        <div className="rounded-sm border border-l-4 border-dashed border-rule-strong px-3 py-2 text-sm">
          <h4>Limits on introduced vulnerabilities are not simulated</h4>
          <p className="text-ink-soft">Verdicts may be worse by {leftOut.join(', ')}.</p>
        </div>
      )}
      <SimulatedEnvironments environments={environments} />
      {items.length > 0 && <SimulatedArtifacts artifacts={items} total={changed} />}
      {findings !== undefined && findings.length > 0 && <SimulatedFindings findings={findings} total={findingsTotal} />}
    </>
  );
}
