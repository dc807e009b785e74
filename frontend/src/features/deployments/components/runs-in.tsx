import { Fragment } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Deployment } from '@/lib/api/types';

/** "Runs in stage since yesterday and in prod since 3 hours ago": what an artifact's page says first. */
export function RunsIn({ deployments }: { readonly deployments: readonly Deployment[] }) {
  if (deployments.length === 0) return null;
  return (
    <p className="mt-2 text-sm">
      Runs{' '}
      {deployments.map(({ id, environment, recordedAt, verdict }, place) => (
        <Fragment key={id}>
          {place > 0 && (place === deployments.length - 1 ? ' and ' : ', ')}
          in <strong>{environment}</strong>
          {verdict?.outcome === 'fail' && <strong className="text-fail">, where it cannot ship,</strong>} since{' '}
          <RelativeTime iso={recordedAt} />
        </Fragment>
      ))}
      .
    </p>
  );
}
