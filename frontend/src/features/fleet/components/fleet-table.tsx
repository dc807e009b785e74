'use client';

import Link from 'next/link';
import { useCallback, useMemo } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { LOAD_IN_WORDS } from '@/components/ui/plimsoll-mark/load-in-words';
import { PlimsollMark } from '@/components/ui/plimsoll-mark/plimsoll-mark';
import { RowTime } from '@/components/ui/relative-time';
import { RowLink } from '@/components/ui/row-link';
import { SeverityTally } from '@/components/ui/severity-tally';
import { VerdictChip } from '@/components/ui/verdict-chip';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import { counted, groupedNumber } from '@/lib/format/number';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { directionOf } from '@/lib/url/sorting';
import type { Image, ImagePage } from '@/lib/api/types';
import { fleetHref, fleetParameters, fleetSortHref, type FleetQuery, type FleetSortKey } from '../fleet-query';

interface FleetTableProps {
  readonly query: FleetQuery;
  readonly firstPage: ImagePage;
  /** Most lenient first. */
  readonly environments: readonly string[];
}

const PAGE_SIZE = 200;
/** Of environments' columns; with more, the mark alone tells on narrow screens. */
const MOST_ON_A_PHONE = 4;

export function FleetTable({ query, firstPage, environments }: FleetTableProps) {
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/images', {
          params: { query: { ...fleetParameters(query), cursor, limit: PAGE_SIZE } },
        }),
      ),
    [query],
  );
  const list = useKeysetList(firstPage, loadPage, fleetHref(query));
  const columns = useMemo(() => fleetColumns(query, environments), [query, environments]);
  return <DataTable label="Fleet" columns={columns} list={list} rowKey={(image) => image.id} />;
}

function fleetColumns(query: FleetQuery, environments: readonly string[]): Column<Image>[] {
  const sort = (key: FleetSortKey) => ({ href: fleetSortHref(query, key), direction: directionOf(query.sort, key) });
  return [
    { id: 'image', header: 'Image', sort: sort('name'), cell: (image) => <ImageCell image={image} /> },
    ...environments.map((environment) => ({
      id: `environment ${environment}`,
      header: environment,
      className: environments.length > MOST_ON_A_PHONE ? 'hidden w-24 lg:table-cell' : 'w-11 max-lg:px-1 lg:w-24',
      cell: (image: Image) => <EnvironmentCell image={image} environment={environment} />,
    })),
    {
      id: 'severity',
      header: 'Worst findings',
      sort: sort('severity'),
      className: 'hidden w-52 md:table-cell',
      cell: ({ latest }) => latest && <SeverityTally counts={latest.counts} limit={3} />,
    },
    {
      id: 'load',
      header: 'Load',
      explanation: LOAD_IN_WORDS,
      sort: sort('load'),
      isNumeric: true,
      className: 'hidden w-18 sm:table-cell',
      cell: ({ latest }) => latest?.load.toFixed(1),
    },
    {
      id: 'components',
      header: 'Components',
      isNumeric: true,
      className: 'hidden w-26 xl:table-cell',
      cell: ({ latest }) => latest && groupedNumber(latest.components),
    },
    {
      id: 'builds',
      header: 'Artifacts',
      isNumeric: true,
      className: 'hidden w-22 xl:table-cell',
      cell: (image) => <ArtifactsLink image={image} />,
    },
    {
      id: 'scanned',
      header: 'Scanned',
      sort: sort('scanned'),
      isNumeric: true,
      className: 'hidden w-38 lg:table-cell',
      cell: ({ latest }) => <RowTime iso={latest?.lastScannedAt ?? null} />,
    },
  ];
}

function ImageCell({ image }: { readonly image: Image }) {
  const { latest, repository, project } = image;
  return (
    <span className="flex items-center gap-3">
      <PlimsollMark verdicts={latest?.verdicts ?? []} load={latest?.load ?? 0} />
      <span className="flex min-w-0 flex-col py-1.5 sm:flex-row sm:items-baseline sm:gap-3 sm:py-0">
        {latest ? (
          <RowLink href={`/artifacts/${latest.id}`} title={repository}>
            {repository}
          </RowLink>
        ) : (
          <span className="truncate">{repository}</span>
        )}
        <span className="min-w-0 shrink-[20] truncate text-xs text-ink-soft">
          {latest ? (latest.tags[0] ?? `${latest.digest.slice(0, 19)}…`) : 'no artifact yet'}
          {latest && latest.tags.length > 1 && ` +${latest.tags.length - 1}`}
          {project !== 'default' && ` · ${project}`}
        </span>
      </span>
    </span>
  );
}

/** Above the link that covers the row. */
function ArtifactsLink({ image: { id, artifactCount } }: { readonly image: Image }) {
  if (artifactCount === 0) return '0';
  return (
    <Link
      href={`/images/${id}`}
      prefetch={false}
      aria-label={counted(artifactCount, 'artifact')}
      className="link relative z-10 -mr-2 inline-block px-2 leading-7"
    >
      {groupedNumber(artifactCount)}
    </Link>
  );
}

function EnvironmentCell({ image, environment }: { readonly image: Image; readonly environment: string }) {
  const verdict = image.latest?.verdicts.find((candidate) => candidate.environment === environment);
  if (!verdict) return <span className="text-ink-soft">–</span>;
  return <VerdictChip outcome={verdict.outcome} title={verdict.summary} waiverCount={verdict.waiverCount} isCompact />;
}
