import { Fragment } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Deployment } from '@/lib/api/types';
import { environmentsInWords } from '@/features/waivers/waiver-words';

/** "Running in stage (recorded yesterday) and prod (recorded 3 hours ago).", with a warning where the verdict is fail. */
export function RunsIn({ deployments }: { readonly deployments: readonly Deployment[] }) {
  if (deployments.length === 0) return null;
  const failing = deployments
    .filter(({ verdict }) => verdict?.outcome === 'fail')
    .map(({ environment }) => environment);
  return (
    <p className="mt-2 text-sm">
      Running in{' '}
      {deployments.map(({ id, environment, recordedAt }, place) => (
        <Fragment key={id}>
          {place > 0 && (place === deployments.length - 1 ? ' and ' : ', ')}
          <strong>{environment}</strong> (recorded <RelativeTime iso={recordedAt} />)
        </Fragment>
      ))}
      .
      {failing.length > 0 && (
        <strong className="text-fail">
          {' '}
          {failing.length === 1 ? 'The verdict' : 'The verdicts'} for {environmentsInWords(failing)}{' '}
          {failing.length === 1 ? 'is' : 'are'} Fail.
        </strong>
      )}
    </p>
  );
}
