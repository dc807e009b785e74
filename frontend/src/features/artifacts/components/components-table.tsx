'use client';

import Link from 'next/link';
import { useCallback } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { MiddleTruncated } from '@/components/ui/middle-truncated';
import { SeverityFlag } from '@/components/ui/severity-flag';
import { whereElseHref } from '@/features/exposure/exposure-query';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { ArtifactComponent, ComponentPage } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';
import { useKeysetList } from '@/lib/lists/use-keyset-list';

interface ComponentsTableProps {
  readonly artifactId: string;
  readonly q: string | undefined;
  readonly firstPage: ComponentPage;
}

const PAGE_SIZE = 200;

export function ComponentsTable({ artifactId, q, firstPage }: ComponentsTableProps) {
  const loadPage = useCallback(
    (cursor: string) => {
      const query = { cursor, limit: PAGE_SIZE, ...(q === undefined ? {} : { q }) };
      return resultOf(
        browserApi.GET('/api/v1/artifacts/{artifactId}/components', { params: { path: { artifactId }, query } }),
      );
    },
    [artifactId, q],
  );
  const list = useKeysetList(firstPage, loadPage);
  return <DataTable label="Components" isEvidence columns={COLUMNS} list={list} rowKey={(component) => component.id} />;
}

const COLUMNS: readonly Column<ArtifactComponent>[] = [
  {
    id: 'name',
    header: 'Component',
    cell: ({ name, purl }) => (
      <Link
        href={purl === null ? whereElseHref('component', name) : whereElseHref('purl', purl)}
        prefetch={false}
        className="block truncate font-medium hover:underline"
        title={`${name}: where else?`}
      >
        {name}
      </Link>
    ),
  },
  {
    id: 'version',
    header: 'Version',
    className: 'w-32 sm:w-48',
    cell: ({ version }) => <MiddleTruncated text={version ?? '–'} tail={8} />,
  },
  {
    id: 'type',
    header: 'Type',
    className: 'hidden w-24 md:table-cell',
    cell: ({ type }) => <span className="block truncate">{type}</span>,
  },
  {
    id: 'licences',
    header: 'Licences',
    className: 'hidden w-52 lg:table-cell',
    cell: ({ licences }) => (
      <span className="block truncate" title={licences.join(', ')}>
        {licences.join(', ') || '–'}
      </span>
    ),
  },
  {
    id: 'purl',
    header: 'Package URL',
    className: 'hidden w-[32%] xl:table-cell',
    cell: ({ purl }) =>
      purl === null ? (
        <span className="text-ink-soft">none (cannot be matched to advisories)</span>
      ) : (
        <span className="flex items-center">
          <MiddleTruncated text={purl} tail={18} />
          <CopyButton text={purl} what="package URL" />
        </span>
      ),
  },
  {
    id: 'findings',
    header: 'Findings',
    isNumeric: true,
    className: 'w-22',
    cell: ({ findingCount, worstSeverity }) => (
      <span className="flex items-center justify-end gap-1.5">
        {worstSeverity && findingCount > 0 && <SeverityFlag severity={worstSeverity} />}
        {groupedNumber(findingCount)}
      </span>
    ),
  },
];
