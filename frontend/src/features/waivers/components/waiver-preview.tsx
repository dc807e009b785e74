'use client';

import { SimulationPanel } from '@/features/simulation/simulation-panel';
import { LISTED_ARTIFACTS, useSimulation } from '@/features/simulation/use-simulation';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { WaiverDetails } from '@/lib/api/types';

const WAITING = 'Waiting: another simulation is running…';

/** Which verdicts a request would change if it were approved now. */
export function ApprovalPreview({ waiver }: { readonly waiver: WaiverDetails }) {
  const { project, scope, status, justification, validFrom, expiresAt, conditions, revision } = waiver;
  const body = {
    project,
    scope,
    status,
    justification,
    ...(validFrom !== null && { validFrom }),
    expiresAt,
    conditions,
    limit: LISTED_ARTIFACTS,
  };
  const simulation = useSimulation(revision, (signal) =>
    resultOf(browserApi.POST('/api/v1/waivers/preview', { body, signal })),
  );
  return (
    <SimulationPanel
      simulation={simulation}
      texts={{
        label: 'Effect of the approval',
        waiting: WAITING,
        empty: 'It covers no artifact that you can see. It applies to the reports that arrive.',
        unchanged: 'Approved, it would change no verdict, on today’s evidence.',
        changed: 'If it were approved now, by as many people as the policy needs, on today’s evidence.',
        forbidden: needs('waiver:request'),
      }}
    />
  );
}

/** Which verdicts would change without the waiver. */
export function RevocationPreview({ waiver: { id } }: { readonly waiver: WaiverDetails }) {
  const simulation = useSimulation(id, (signal) =>
    resultOf(browserApi.POST('/api/v1/waivers/{id}/revoke/preview', { params: { path: { id } }, signal })),
  );
  return (
    <SimulationPanel
      simulation={simulation}
      texts={{
        label: 'Effect of the revocation',
        waiting: WAITING,
        empty: 'It covers no artifact that you can see.',
        unchanged: 'Without it no verdict would change, on today’s evidence.',
        changed: 'If it were revoked now, on today’s evidence.',
        forbidden: needs('waiver:approve'),
      }}
    />
  );
}

function needs(permission: string) {
  return (
    <>
      You need the permission <code className="font-mono text-[0.92em]">{permission}</code> to see which verdicts
      change.
    </>
  );
}
