'use client';

import { clsx } from 'clsx';
import { useCallback } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { RowTime } from '@/components/ui/relative-time';
import { RowLink } from '@/components/ui/row-link';
import { VerdictChip } from '@/components/ui/verdict-chip';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { ExposedArtifact, ExposurePage } from '@/lib/api/types';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { exposureParameters, type ExposureQuery } from '../exposure-query';

interface ExposureTableProps {
  readonly query: ExposureQuery;
  readonly firstPage: ExposurePage;
}

const PAGE_SIZE = 50;

/** The artifacts, newest first: by which component, where it runs, and whether it may. */
export function ExposureTable({ query, firstPage }: ExposureTableProps) {
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/recall', {
          params: { query: { ...exposureParameters(query), cursor, limit: PAGE_SIZE } },
        }),
      ),
    [query],
  );
  const list = useKeysetList(firstPage, loadPage);
  return (
    <DataTable
      label="Exposed artifacts"
      isEvidence
      columns={COLUMNS}
      list={list}
      rowKey={({ artifact }) => artifact.id}
    />
  );
}

const COLUMNS: readonly Column<ExposedArtifact>[] = [
  { id: 'image', header: 'Image', cell: (exposed) => <ImageCell exposed={exposed} /> },
  {
    id: 'components',
    header: 'Component',
    className: 'hidden w-72 md:table-cell',
    cell: (exposed) => <ComponentsText exposed={exposed} className="block" />,
  },
  {
    id: 'runs',
    header: 'Environment',
    className: 'w-28 sm:w-40',
    cell: (exposed) => <RunsInCell exposed={exposed} />,
  },
  {
    id: 'verdicts',
    header: 'Verdicts',
    className: 'hidden w-60 lg:table-cell',
    cell: ({ artifact }) => (
      <span className="flex gap-1 overflow-hidden">
        {artifact.verdicts.map(({ environment, outcome, summary }) => (
          <VerdictChip key={environment} outcome={outcome} environment={environment} title={summary} />
        ))}
        {artifact.verdicts.length === 0 && <span className="text-ink-soft">not yet</span>}
      </span>
    ),
  },
  {
    id: 'artifact',
    header: 'Artifact',
    className: 'hidden w-60 xl:table-cell',
    cell: ({ artifact }) => <ShortDigest digest={artifact.digest} />,
  },
  {
    id: 'scanned',
    header: 'Last report',
    isNumeric: true,
    className: 'hidden w-36 xl:table-cell',
    cell: ({ artifact }) => <RowTime iso={artifact.lastScannedAt} />,
  },
];

function ImageCell({ exposed }: { readonly exposed: ExposedArtifact }) {
  const { id, image, project, tags, digest } = exposed.artifact;
  const finding = exposed.components.find(({ findingId }) => findingId !== null)?.findingId;
  return (
    <span className="flex min-w-0 flex-col py-1.5 sm:flex-row sm:items-baseline sm:gap-3 sm:py-0">
      <RowLink
        href={finding ? `/artifacts/${id}?finding=${finding}` : `/artifacts/${id}`}
        label={`${image} ${tags[0] ?? digest.slice(0, 19)}`}
        title={image}
      >
        {image}
      </RowLink>
      <span className="flex min-w-0 shrink-[20] gap-2 text-xs text-ink-soft">
        <span className="truncate font-mono">{tags.length > 0 ? tags.join(', ') : digest.slice(7, 19)}</span>
        {project !== 'default' && <span className="truncate">{project}</span>}
      </span>
      <ComponentsText exposed={exposed} className="text-xs text-ink-soft md:hidden" />
    </span>
  );
}

function ComponentsText({ exposed, className }: { readonly exposed: ExposedArtifact; readonly className: string }) {
  const { components, componentCount } = exposed;
  const names = components.map(({ name, version }) => (version === null ? name : `${name} ${version}`));
  const more = componentCount - names.length;
  const all = more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
  return (
    <span className={clsx('truncate', className)} title={all}>
      {names[0]}
      {componentCount > 1 && <span className="text-ink-soft"> +{componentCount - 1}</span>}
    </span>
  );
}

/** Each environment with the verdict that stands for it. */
function RunsInCell({ exposed: { artifact, deployments } }: { readonly exposed: ExposedArtifact }) {
  if (deployments === null) return <span className="text-ink-soft">not shown</span>;
  if (deployments.length === 0) return <span className="text-ink-soft">–</span>;
  return (
    <span className="flex gap-1 overflow-hidden">
      {deployments.map(({ environment }) => {
        const verdict = artifact.verdicts.find((each) => each.environment === environment);
        return verdict === undefined ? (
          <span key={environment} className="truncate">
            {environment}
          </span>
        ) : (
          <VerdictChip key={environment} outcome={verdict.outcome} environment={environment} title={verdict.summary} />
        );
      })}
    </span>
  );
}
