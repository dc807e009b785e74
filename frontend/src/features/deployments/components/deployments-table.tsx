'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { RowTime } from '@/components/ui/relative-time';
import { RowLink } from '@/components/ui/row-link';
import { VerdictChip } from '@/components/ui/verdict-chip';
import { ConfirmDialog } from '@/features/session/components/confirm-dialog';
import { may } from '@/features/session/session';
import { useSession } from '@/features/session/session-context';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Deployment, DeploymentPage } from '@/lib/api/types';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { directionOf } from '@/lib/url/sorting';
import {
  deploymentParameters,
  deploymentsHref,
  deploymentsSortHref,
  type DeploymentsQuery,
  type DeploymentSortKey,
} from '../deployments-query';

interface DeploymentsTableProps {
  readonly query: DeploymentsQuery;
  readonly firstPage: DeploymentPage;
}

const PAGE_SIZE = 200;

/** What runs, and the way to say that it no longer does. */
export function DeploymentsTable({ query, firstPage }: DeploymentsTableProps) {
  const router = useRouter();
  const session = useSession();
  const mayEnd = session !== null && may(session, 'deployment:write');
  const [ended, setEnded] = useState<Deployment | null>(null);
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/deployments', {
          params: { query: { ...deploymentParameters(query), cursor, limit: PAGE_SIZE } },
        }),
      ),
    [query],
  );
  const list = useKeysetList(firstPage, loadPage, deploymentsHref(query));
  const columns = useMemo(() => deploymentColumns(query, mayEnd ? setEnded : null), [query, mayEnd]);
  return (
    <>
      <DataTable label="Deployments" columns={columns} list={list} rowKey={({ id }) => id} />
      {ended && (
        <ConfirmDialog
          title={`Mark ${ended.image} as no longer running in ${ended.environment}?`}
          verb="Mark as stopped"
          act={() => resultOf(browserApi.POST('/api/v1/deployments/{id}/end', { params: { path: { id: ended.id } } }))}
          onDone={() => {
            setEnded(null);
            router.refresh();
          }}
          onClose={() => setEnded(null)}
        >
          <p>
            This removes it from the list and from scheduled rescans. It does not stop the container. The history is
            kept.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

/** `onEnd` is null without the permission to change deployments. */
function deploymentColumns(
  query: DeploymentsQuery,
  onEnd: ((deployment: Deployment) => void) | null,
): Column<Deployment>[] {
  const sort = (key: DeploymentSortKey) => ({
    href: deploymentsSortHref(query, key),
    direction: directionOf(query.sort, key),
  });
  return [
    {
      id: 'image',
      header: 'Image',
      sort: sort('image'),
      cell: (deployment) => <ImageCell deployment={deployment} />,
    },
    {
      id: 'environment',
      header: 'Environment',
      className: 'w-28 max-sm:hidden',
      cell: ({ environment }) => (
        <span className="block truncate" title={environment}>
          {environment}
        </span>
      ),
    },
    {
      id: 'verdict',
      header: 'Verdict',
      className: 'w-17 lg:w-28',
      cell: (deployment) => <VerdictCell deployment={deployment} />,
    },
    {
      id: 'artifact',
      header: 'Artifact',
      className: 'hidden w-60 lg:table-cell',
      cell: ({ digest }) => <ShortDigest digest={digest} />,
    },
    {
      id: 'tag',
      header: 'Tag',
      className: 'hidden w-32 xl:table-cell',
      cell: ({ tag }) => (
        <span className="block truncate font-mono text-[0.92em]" title={tag ?? undefined}>
          {tag ?? <span className="text-ink-soft">–</span>}
        </span>
      ),
    },
    {
      id: 'by',
      header: 'Recorded by',
      className: 'hidden w-52 xl:table-cell',
      cell: ({ recordedBy, source }) => (
        <span className="block truncate" title={`${recordedBy.name}, ${source}`}>
          {recordedBy.name}
          {recordedBy.kind === 'token' && <span className="text-ink-soft"> (token)</span>}
        </span>
      ),
    },
    {
      id: 'recorded',
      header: 'Since',
      sort: sort('recorded'),
      isNumeric: true,
      className: 'hidden w-40 md:table-cell',
      cell: ({ recordedAt }) => <RowTime iso={recordedAt} />,
    },
    ...(onEnd === null ? [] : [endColumn(onEnd)]),
  ];
}

function endColumn(onEnd: (deployment: Deployment) => void): Column<Deployment> {
  return {
    id: 'end',
    header: 'Actions',
    isNumeric: true,
    className: 'w-16 print:hidden sm:w-20',
    cell: (deployment) => (
      // Above the link that covers the row.
      <Button
        look="quiet"
        className="relative z-10 -mr-2 h-7 px-2"
        aria-label={`End ${deployment.image} in ${deployment.environment}`}
        onClick={() => onEnd(deployment)}
      >
        End
      </Button>
    ),
  };
}

function ImageCell({ deployment }: { readonly deployment: Deployment }) {
  const { artifactId, image, environment, project, tag, digest, recordedAt } = deployment;
  return (
    <span className="flex min-w-0 flex-col py-1.5 sm:flex-row sm:items-baseline sm:gap-3 sm:py-0">
      <RowLink href={`/artifacts/${artifactId}`} label={`${image} in ${environment}`} title={image}>
        {image}
      </RowLink>
      <span className="flex min-w-0 shrink-[20] gap-2 text-xs text-ink-soft">
        <span className="shrink-0 font-medium text-ink sm:hidden">{environment}</span>
        {/* What has a column of its own where there is room. */}
        <span className="shrink-0 font-mono lg:hidden">{digest.slice(7, 19)}</span>
        {tag !== null && tag !== environment && <span className="truncate font-mono xl:hidden">{tag}</span>}
        {project !== 'default' && <span className="truncate">{project}</span>}
      </span>
      <span className="shrink-0 text-xs text-ink-soft md:hidden">
        <RowTime iso={recordedAt} />
      </span>
    </span>
  );
}

function VerdictCell({ deployment: { verdict } }: { readonly deployment: Deployment }) {
  if (verdict === null) return <span className="text-ink-soft">not yet</span>;
  return <VerdictChip outcome={verdict.outcome} title={verdict.summary} waiverCount={verdict.waiverCount} isCompact />;
}
