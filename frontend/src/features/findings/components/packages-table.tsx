'use client';

import { useCallback } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { MiddleTruncated } from '@/components/ui/middle-truncated';
import { RowLink } from '@/components/ui/row-link';
import { SeverityFlag } from '@/components/ui/severity-flag';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { VulnerablePackage, VulnerablePackagePage } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { withParameters } from '@/lib/url/search-parameters';

interface PackagesTableProps {
  readonly artifactId: string;
  readonly firstPage: VulnerablePackagePage;
}

const PAGE_SIZE = 200;

/** An artifact's vulnerabilities by what has to be upgraded. */
export function PackagesTable({ artifactId, firstPage }: PackagesTableProps) {
  const loadPage = useCallback(
    (cursor: string) => {
      const parameters = { path: { artifactId }, query: { cursor, limit: PAGE_SIZE } };
      return resultOf(browserApi.GET('/api/v1/artifacts/{artifactId}/packages', { params: parameters }));
    },
    [artifactId],
  );
  const list = useKeysetList(firstPage, loadPage);
  return (
    <DataTable
      label="Vulnerabilities by package"
      isEvidence
      columns={columnsOf(artifactId)}
      list={list}
      rowKey={({ id }) => id}
    />
  );
}

function columnsOf(artifactId: string): readonly Column<VulnerablePackage>[] {
  return [
    {
      id: 'severity',
      header: 'Worst severity',
      isHeaderHidden: true,
      className: 'w-9',
      cell: ({ worstSeverity }) => <SeverityFlag severity={worstSeverity} />,
    },
    {
      id: 'name',
      header: 'Package',
      cell: ({ name, packages }) => (
        <RowLink
          // A source package is no component: its findings are found by one that is built from it.
          href={withParameters(`/artifacts/${artifactId}`, { q: packages.includes(name) ? name : packages[0] })}
          title={`${name}: its findings`}
        >
          {name}
        </RowLink>
      ),
    },
    {
      id: 'packages',
      header: 'Found in',
      className: 'hidden w-[26%] md:table-cell',
      cell: ({ packages }) => (
        <span className="block truncate" title={packages.join(', ')}>
          {packages.join(', ')}
        </span>
      ),
    },
    {
      id: 'version',
      header: 'Version',
      className: 'hidden w-36 sm:table-cell lg:w-48',
      cell: ({ version }) => <MiddleTruncated text={version ?? '–'} tail={8} />,
    },
    {
      id: 'fixed',
      header: 'Fixed by',
      className: 'w-28 sm:w-36 lg:w-48',
      cell: ({ fixedBy }) =>
        fixedBy === null ? (
          <span className="text-ink-soft">no version</span>
        ) : (
          <MiddleTruncated text={fixedBy} tail={8} />
        ),
    },
    {
      id: 'cleared',
      header: 'Fixes',
      isNumeric: true,
      className: 'hidden w-22 sm:table-cell',
      cell: ({ fixedCount, findingCount }) =>
        fixedCount === findingCount ? 'all' : `${groupedNumber(fixedCount)} of ${groupedNumber(findingCount)}`,
    },
    {
      id: 'findings',
      header: 'Findings',
      isNumeric: true,
      className: 'w-20',
      cell: ({ findingCount, sentence }) => <span title={sentence}>{groupedNumber(findingCount)}</span>,
    },
  ];
}
