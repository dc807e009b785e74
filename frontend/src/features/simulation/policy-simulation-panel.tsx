'use client';

import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import { SimulationPanel } from './simulation-panel';
import { LISTED_ARTIFACTS, useSimulation } from './use-simulation';

interface PolicySimulationPanelProps {
  readonly source: string;
  /** The version that it would replace. */
  readonly replaces: string;
}

/** Which verdicts of the fleet another policy would change. A policy can be saved without it. */
export function PolicySimulationPanel({ source, replaces }: PolicySimulationPanelProps) {
  const simulation = useSimulation(`${replaces} ${source}`, (signal) =>
    resultOf(browserApi.POST('/api/v1/policy/simulate', { body: { source, limit: LISTED_ARTIFACTS }, signal })),
  );
  return (
    <SimulationPanel
      simulation={simulation}
      texts={{
        label: 'Effect on verdicts',
        waiting: 'Waiting: another policy is being simulated…',
        empty: 'There are no artifacts that you can see. The policy applies to the reports that arrive.',
        unchanged: 'Both policies decide the same for every artifact that you can see, on today’s evidence.',
        changed: 'Of the artifacts that you can see, on today’s evidence. Nothing is saved yet.',
        forbidden: (
          <>
            You need the permission <code className="font-mono text-[0.92em]">artifact:read</code> to see which verdicts
            change. You can save the policy without it.
          </>
        ),
      }}
    />
  );
}
