'use client';

import { useCallback } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { MiddleTruncated } from '@/components/ui/middle-truncated';
import { RowLink } from '@/components/ui/row-link';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { BuiltOnArtifact, BuiltOnPage } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';
import { useKeysetList } from '@/lib/lists/use-keyset-list';

interface BuiltOnTableProps {
  readonly artifactId: string;
  readonly firstPage: BuiltOnPage;
}

const PAGE_SIZE = 200;

/** The artifacts that are built on an artifact. */
export function BuiltOnTable({ artifactId, firstPage }: BuiltOnTableProps) {
  const loadPage = useCallback(
    (cursor: string) => {
      const parameters = { path: { artifactId }, query: { cursor, limit: PAGE_SIZE } };
      return resultOf(browserApi.GET('/api/v1/artifacts/{artifactId}/built-on', { params: parameters }));
    },
    [artifactId],
  );
  const list = useKeysetList(firstPage, loadPage);
  return <DataTable label="Built on this image" isEvidence columns={COLUMNS} list={list} rowKey={({ id }) => id} />;
}

const COLUMNS: readonly Column<BuiltOnArtifact>[] = [
  {
    id: 'image',
    header: 'Image',
    cell: ({ id, image }) => (
      <RowLink href={`/artifacts/${id}`} title={image}>
        {image}
      </RowLink>
    ),
  },
  {
    id: 'digest',
    header: 'Digest',
    className: 'hidden w-48 sm:table-cell',
    cell: ({ digest }) => <MiddleTruncated text={digest} tail={8} />,
  },
  {
    id: 'project',
    header: 'Project',
    className: 'hidden w-36 md:table-cell',
    cell: ({ project }) => (
      <span className="block truncate" title={project}>
        {project}
      </span>
    ),
  },
  {
    id: 'layers',
    header: 'Own layers',
    isNumeric: true,
    className: 'w-24',
    cell: ({ ownLayerCount }) => groupedNumber(ownLayerCount),
  },
];
