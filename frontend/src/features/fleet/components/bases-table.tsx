'use client';

import Link from 'next/link';
import { useCallback } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { FleetBase, FleetBasePage } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { baseParameters, basesHref, type BaseQuery } from '../base-query';

interface BasesTableProps {
  readonly query: BaseQuery;
  readonly firstPage: FleetBasePage;
}

const PAGE_SIZE = 50;

/** What the fleet is built on, and what newer builds of that do for it. */
export function BasesTable({ query, firstPage }: BasesTableProps) {
  const loadPage = useCallback(
    (cursor: string) => {
      const parameters = { query: { ...baseParameters(query), cursor, limit: PAGE_SIZE } };
      return resultOf(browserApi.GET('/api/v1/images/bases', { params: parameters }));
    },
    [query],
  );
  const list = useKeysetList(firstPage, loadPage, basesHref(query));
  return <DataTable label="Base images" isEvidence columns={COLUMNS} list={list} rowKey={({ base }) => base.id} />;
}

const COLUMNS: readonly Column<FleetBase>[] = [
  { id: 'base', header: 'Base image', cell: (row) => <BaseCell row={row} /> },
  {
    id: 'images',
    header: 'Images',
    isNumeric: true,
    className: 'w-20',
    cell: ({ imageCount }) => groupedNumber(imageCount),
  },
  {
    id: 'newer',
    header: 'Newer build',
    className: 'hidden w-44 lg:table-cell print:table-cell',
    cell: (row) => <NewerCell row={row} />,
  },
  {
    id: 'fixes',
    header: 'Fixes',
    isNumeric: true,
    className: 'hidden w-28 md:table-cell print:table-cell',
    cell: ({ newerBuild, change }) =>
      change === null ? (
        <NotKnown isAbsent={newerBuild === null} />
      ) : (
        `${groupedNumber(change.fixedCount)} of ${groupedNumber(change.vulnerabilityCount)}`
      ),
  },
  {
    id: 'adds',
    header: 'Adds',
    isNumeric: true,
    className: 'hidden w-24 md:table-cell print:table-cell',
    cell: ({ newerBuild, change }) => {
      if (change === null) return <NotKnown isAbsent={newerBuild === null} />;
      return `${change.isConclusive ? '' : 'at least '}${groupedNumber(change.addedCount)}`;
    },
  },
  {
    id: 'passing',
    header: 'Pass on newer build',
    isNumeric: true,
    className: 'hidden w-44 md:table-cell print:table-cell',
    cell: (row) => <PassingCell row={row} />,
  },
];

function BaseCell({ row: { base, sentence } }: { readonly row: FleetBase }) {
  return (
    <span className="flex flex-col py-1.5">
      <span className="flex min-w-0 items-baseline gap-2">
        <Link
          href={`/artifacts/${base.id}/base`}
          prefetch={false}
          data-row-link
          title={`${base.image}@${base.digest}`}
          className="min-w-0 truncate font-medium hover:underline"
        >
          {base.image}
        </Link>
        <span className="shrink-0 font-mono text-xs">{base.tags[0] ?? base.digest.slice(7, 19)}</span>
      </span>
      <span className="text-xs whitespace-normal text-ink-soft md:hidden print:hidden">{sentence}</span>
    </span>
  );
}

function NewerCell({ row: { base, newerBuild, otherRelease } }: { readonly row: FleetBase }) {
  return (
    <span className="flex flex-col py-1.5">
      {newerBuild === null ? (
        <span className="text-ink-soft">none known</span>
      ) : (
        <Link
          href={`/artifacts/${newerBuild.id}/compare?to=${base.id}`}
          prefetch={false}
          title={`What ${newerBuild.digest} changes`}
          className="link truncate"
        >
          {newerBuild.tag === null ? '' : `${newerBuild.tag} · `}
          <span className="font-mono text-[0.92em]">{newerBuild.digest.slice(7, 15)}</span>
        </Link>
      )}
      {otherRelease !== null && (
        <Link
          href={`/artifacts/${otherRelease.id}/compare?to=${base.id}`}
          prefetch={false}
          className="truncate text-xs text-ink-soft hover:underline"
        >
          other release: {otherRelease.tag}
        </Link>
      )}
    </span>
  );
}

function PassingCell({ row: { newerBuild, failing, evaluated, passing } }: { readonly row: FleetBase }) {
  if (failing === 0) return <span className="text-ink-soft">none fails</span>;
  if (newerBuild === null) return <span className="text-ink-soft">– of {groupedNumber(failing)} failing</span>;
  if (evaluated === 0) return <span className="text-ink-soft">not known of {groupedNumber(failing)} failing</span>;
  return (
    <>
      <span className={passing > 0 ? 'font-medium text-pass' : undefined}>{groupedNumber(passing)}</span> of{' '}
      {groupedNumber(failing)} failing{evaluated < failing && <span className="text-ink-soft">, so far</span>}
    </>
  );
}

function NotKnown({ isAbsent }: { readonly isAbsent: boolean }) {
  return <span className="text-ink-soft">{isAbsent ? '–' : 'not known'}</span>;
}
