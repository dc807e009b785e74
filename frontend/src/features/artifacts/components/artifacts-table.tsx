'use client';

import Link from 'next/link';
import { useCallback, useMemo } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { PlimsollMark } from '@/components/ui/plimsoll-mark/plimsoll-mark';
import { RowTime } from '@/components/ui/relative-time';
import { SeverityTally } from '@/components/ui/severity-tally';
import { VerdictChip } from '@/components/ui/verdict-chip';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { ArtifactPage, ArtifactSummary } from '@/lib/api/types';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { directionOf } from '@/lib/url/sorting';
import { artifactsParameters, artifactsSortHref, type ArtifactsQuery, type ArtifactSortKey } from '../artifacts-query';

interface ArtifactsTableProps {
  readonly query: ArtifactsQuery;
  readonly firstPage: ArtifactPage;
  /** Most lenient first. */
  readonly environments: readonly string[];
}

const PAGE_SIZE = 200;
/** Of environments' columns; with more, the mark alone tells on narrow screens. */
const MOST_ON_A_PHONE = 4;

/** The artifacts of one image. */
export function ArtifactsTable({ query, firstPage, environments }: ArtifactsTableProps) {
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/artifacts', {
          params: { query: { ...artifactsParameters(query), cursor, limit: PAGE_SIZE } },
        }),
      ),
    [query],
  );
  const list = useKeysetList(firstPage, loadPage);
  const columns = useMemo(() => artifactColumns(query, environments), [query, environments]);
  return <DataTable label="Artifacts" columns={columns} list={list} rowKey={({ id }) => id} />;
}

function artifactColumns(query: ArtifactsQuery, environments: readonly string[]): Column<ArtifactSummary>[] {
  const sort = (key: ArtifactSortKey) => ({
    href: artifactsSortHref(query, key),
    direction: directionOf(query.sort, key),
  });
  return [
    { id: 'artifact', header: 'Artifact', cell: (artifact) => <ArtifactCell artifact={artifact} /> },
    ...environments.map((environment) => ({
      id: `environment ${environment}`,
      header: environment,
      className: environments.length > MOST_ON_A_PHONE ? 'hidden w-24 lg:table-cell' : 'w-11 max-lg:px-1 lg:w-24',
      cell: ({ verdicts }: ArtifactSummary) => {
        const verdict = verdicts.find((candidate) => candidate.environment === environment);
        if (!verdict) return <span className="text-ink-soft">–</span>;
        return (
          <VerdictChip outcome={verdict.outcome} title={verdict.summary} waiverCount={verdict.waiverCount} isCompact />
        );
      },
    })),
    {
      id: 'severity',
      header: 'Worst findings',
      sort: sort('severity'),
      className: 'hidden w-52 md:table-cell',
      cell: ({ counts }) => <SeverityTally counts={counts} limit={3} />,
    },
    {
      id: 'load',
      header: 'Load',
      sort: sort('load'),
      isNumeric: true,
      className: 'hidden w-18 md:table-cell',
      cell: ({ load }) => load.toFixed(1),
    },
    {
      id: 'created',
      header: 'First report',
      sort: sort('created'),
      isNumeric: true,
      className: 'hidden w-38 lg:table-cell',
      cell: ({ createdAt }) => <RowTime iso={createdAt} />,
    },
    {
      id: 'scanned',
      header: 'Scanned',
      sort: sort('scanned'),
      isNumeric: true,
      className: 'hidden w-38 xl:table-cell',
      cell: ({ lastScannedAt }) => <RowTime iso={lastScannedAt} />,
    },
  ];
}

function ArtifactCell({ artifact }: { readonly artifact: ArtifactSummary }) {
  const { id, digest, tags, verdicts, load, createdAt } = artifact;
  return (
    <span className="flex items-center gap-3">
      <PlimsollMark verdicts={verdicts} load={load} />
      <span className="flex min-w-0 flex-col py-1.5 sm:flex-row sm:items-baseline sm:gap-3 sm:py-0">
        <Link
          href={`/artifacts/${id}`}
          prefetch={false}
          data-row-link
          className="stretched min-w-0 truncate focus-visible:outline-none group-focus-within/row:underline"
        >
          <span className="max-sm:hidden">
            <ShortDigest digest={digest} />
          </span>
          <span className="font-mono text-[0.92em] sm:hidden" title={digest}>
            {digest.slice(7, 19)}
          </span>
        </Link>
        <span className="flex min-w-0 gap-2 text-xs">
          <span className="truncate font-mono" title={tags.join(', ')}>
            {tags.join(', ') || <span className="font-sans text-ink-soft">no tag</span>}
          </span>
          <span className="shrink-0 text-ink-soft lg:hidden">
            <RowTime iso={createdAt} />
          </span>
        </span>
      </span>
    </span>
  );
}
