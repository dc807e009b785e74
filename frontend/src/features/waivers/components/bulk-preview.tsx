'use client';

import { SimulationPanel } from '@/features/simulation/simulation-panel';
import { useSimulation } from '@/features/simulation/use-simulation';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { WaiverBulk } from '@/lib/api/types';

/** Which verdicts would change with all of the waivers together. */
export function BulkPreview({ body }: { readonly body: WaiverBulk }) {
  const simulation = useSimulation(JSON.stringify(body), (signal) =>
    resultOf(browserApi.POST('/api/v1/waivers/bulk/preview', { body, signal })),
  );
  return (
    <SimulationPanel
      simulation={simulation}
      texts={{
        label: 'Effect on verdicts',
        waiting: 'Waiting: another simulation is running…',
        empty: 'They cover no artifact that you can see.',
        unchanged: 'Together they would change no verdict, on today’s evidence.',
        changed: CHANGED[body.action],
        forbidden: 'You do not have permission to see which verdicts change.',
      }}
    />
  );
}

const CHANGED: Record<WaiverBulk['action'], string> = {
  approve: 'If all were approved now, by as many people as the policy needs, on today’s evidence.',
  renew: 'If all renewals were approved now, by as many people as the policy needs, on today’s evidence.',
  revoke: 'If all were revoked now, on today’s evidence.',
  reject: 'On today’s evidence.',
};
