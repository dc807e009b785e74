'use client';

import { SimulationPanel } from '@/features/simulation/simulation-panel';
import { LISTED_ARTIFACTS, useSimulation } from '@/features/simulation/use-simulation';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { WaiverBulk, WaiverContent, WaiverDetails } from '@/lib/api/types';
import { contentOf } from '../waiver-content';
import { dayOfEnd } from '../waiver-dates';

const WAITING = 'Waiting: another simulation is running…';

interface ContentPreviewProps {
  readonly project: string | null;
  readonly content: WaiverContent;
  /** Id of the waiver that would say this: what it says now then no longer counts. */
  readonly replaces?: string;
}

const OF_AN_APPROVAL = {
  label: 'Effect of the approval',
  waiting: WAITING,
  empty: 'It covers no artifact that you can see. It applies to the reports that arrive.',
  unchanged: 'Approved, it would change no verdict, on today’s evidence.',
  changed: 'If it were approved now, by as many people as the policy needs, on today’s evidence.',
};

/** Which verdicts a waiver that says this would change if it were approved now. */
export function ContentPreview({ project, content, replaces }: ContentPreviewProps) {
  const body = { ...content, project, limit: LISTED_ARTIFACTS, ...(replaces !== undefined && { replaces }) };
  const simulation = useSimulation(JSON.stringify(body), (signal) =>
    resultOf(browserApi.POST('/api/v1/waivers/preview', { body, signal })),
  );
  return (
    <SimulationPanel
      simulation={simulation}
      texts={{
        ...OF_AN_APPROVAL,
        forbidden: needs('waiver:request'),
      }}
    />
  );
}

/** Which verdicts a request would change if it were approved now. */
export function ApprovalPreview({ waiver }: { readonly waiver: WaiverDetails }) {
  return <ContentPreview project={waiver.project} content={contentOf(waiver)} />;
}

interface RenewalPreviewProps {
  readonly waiver: WaiverDetails;
  /** When the renewal ends: a day. */
  readonly until: string;
}

/** Which verdicts the renewal would change if it were approved now. */
export function RenewalPreview({ waiver: { id, revision, state, expiresAt }, until }: RenewalPreviewProps) {
  const body: WaiverBulk = { action: 'renew', items: [{ id, revision }], until };
  const simulation = useSimulation(JSON.stringify(body), (signal) =>
    resultOf(browserApi.POST('/api/v1/waivers/bulk/preview', { body, signal })),
  );
  return (
    <SimulationPanel
      simulation={simulation}
      texts={{
        ...OF_AN_APPROVAL,
        unchanged:
          state === 'in-force'
            ? `${OF_AN_APPROVAL.unchanged} The waiver that it renews counts until ${dayOfEnd(expiresAt)}.`
            : OF_AN_APPROVAL.unchanged,
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
