'use client';

import { useCallback, useMemo } from 'react';
import { Badge } from '@/components/ui/badge';
import { DataTable, type Column } from '@/components/ui/data-table';
import { RowTime } from '@/components/ui/relative-time';
import { RowLink } from '@/components/ui/row-link';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Project, ProjectPage } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { projectsParameters, type ProjectsQuery } from '../projects-query';

interface ProjectsTableProps {
  readonly query: ProjectsQuery;
  readonly firstPage: ProjectPage;
}

const PAGE_SIZE = 200;

export function ProjectsTable({ query, firstPage }: ProjectsTableProps) {
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/projects', {
          params: { query: { ...projectsParameters(query), cursor, limit: PAGE_SIZE } },
        }),
      ),
    [query],
  );
  const list = useKeysetList(firstPage, loadPage);
  const columns = useMemo(() => projectColumns(), []);
  return <DataTable label="Projects" columns={columns} list={list} rowKey={({ id }) => id} />;
}

function projectColumns(): Column<Project>[] {
  return [
    { id: 'project', header: 'Project', cell: (project) => <ProjectCell project={project} /> },
    {
      id: 'description',
      header: 'Description',
      className: 'hidden w-[38%] lg:table-cell',
      cell: ({ description }) => (
        <span className="block truncate text-ink-soft" title={description}>
          {description || '–'}
        </span>
      ),
    },
    {
      id: 'images',
      header: 'Images',
      isNumeric: true,
      className: 'w-20 max-sm:hidden',
      cell: ({ imageCount }) => groupedNumber(imageCount),
    },
    {
      id: 'report',
      header: 'Last report',
      isNumeric: true,
      className: 'w-40 max-sm:hidden',
      cell: ({ lastReportAt }) => <RowTime iso={lastReportAt} />,
    },
  ];
}

function ProjectCell({ project }: { readonly project: Project }) {
  const { slug, name, imageCount, archivedAt, lastReportAt } = project;
  return (
    <span className="flex min-w-0 flex-col py-1.5 sm:flex-row sm:items-baseline sm:gap-3 sm:py-0">
      <span className="flex min-w-0 items-center gap-2">
        <RowLink href={`/projects/${slug}`} title={name}>
          {name}
        </RowLink>
        {archivedAt !== null && <Badge>archived</Badge>}
      </span>
      {slug !== name && <span className="min-w-0 shrink-[20] truncate font-mono text-xs text-ink-soft">{slug}</span>}
      <span className="flex gap-2 text-xs text-ink-soft sm:hidden">
        <span>{counted(imageCount, 'image')}</span>
        {lastReportAt !== null && <RowTime iso={lastReportAt} />}
      </span>
    </span>
  );
}
