'use client';

import { useCallback, useMemo } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { ShortDigest } from '@/components/ui/middle-truncated';
import { PlimsollMark } from '@/components/ui/plimsoll-mark/plimsoll-mark';
import { RowTime } from '@/components/ui/relative-time';
import { RowLink } from '@/components/ui/row-link';
import { SeverityTally } from '@/components/ui/severity-tally';
import { VerdictChip } from '@/components/ui/verdict-chip';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Build, BuildPage } from '@/lib/api/types';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { BuildChange } from './build-change';

interface BuildsTableProps {
  readonly imageId: string;
  readonly firstPage: BuildPage;
  /** Most lenient first. */
  readonly environments: readonly string[];
}

const PAGE_SIZE = 200;
/** Of environments' columns; with more, the mark alone tells on narrow screens. */
const MOST_ON_A_PHONE = 4;

/** The artifacts of one image by time, each with what it changed against the one before. */
export function BuildsTable({ imageId, firstPage, environments }: BuildsTableProps) {
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/images/{imageId}/builds', {
          params: { path: { imageId }, query: { cursor, limit: PAGE_SIZE } },
        }),
      ),
    [imageId],
  );
  const list = useKeysetList(firstPage, loadPage, imageId);
  const columns = useMemo(() => buildColumns(environments), [environments]);
  return <DataTable label="Artifacts" columns={columns} list={list} rowKey={({ id }) => id} />;
}

function buildColumns(environments: readonly string[]): Column<Build>[] {
  return [
    { id: 'artifact', header: 'Artifact', cell: (build) => <BuildCell build={build} /> },
    ...environments.map((environment) => ({
      id: `environment ${environment}`,
      header: environment,
      className: environments.length > MOST_ON_A_PHONE ? 'hidden w-24 lg:table-cell' : 'w-11 max-lg:px-1 lg:w-24',
      cell: ({ verdicts }: Build) => {
        const verdict = verdicts.find((candidate) => candidate.environment === environment);
        if (!verdict) return <span className="text-ink-soft">–</span>;
        return (
          <VerdictChip outcome={verdict.outcome} title={verdict.summary} waiverCount={verdict.waiverCount} isCompact />
        );
      },
    })),
    {
      id: 'findings',
      header: 'Open findings',
      className: 'hidden w-76 md:table-cell',
      cell: ({ counts }) => <SeverityTally counts={counts} />,
    },
    {
      id: 'change',
      header: 'Since the previous one',
      className: 'hidden w-60 xl:table-cell',
      cell: (build) => <BuildChange build={build} />,
    },
    {
      id: 'created',
      header: 'First report',
      isNumeric: true,
      className: 'hidden w-36 lg:table-cell',
      cell: ({ createdAt }) => <RowTime iso={createdAt} />,
    },
  ];
}

function BuildCell({ build }: { readonly build: Build }) {
  const { id, digest, tags, counts, verdicts, load, createdAt, runsIn } = build;
  return (
    <span className="flex items-center gap-3">
      <PlimsollMark verdicts={verdicts} load={load} />
      <span className="flex min-w-0 flex-col py-1.5 sm:flex-row sm:items-baseline sm:gap-3 sm:py-0">
        <RowLink href={`/artifacts/${id}`}>
          <span className="max-2xl:hidden">
            <ShortDigest digest={digest} />
          </span>
          <span className="font-mono text-[0.92em] 2xl:hidden" title={digest}>
            {digest.slice(7, 19)}
          </span>
        </RowLink>
        <span className="flex min-w-0 gap-2 text-xs">
          <span className="truncate font-mono" title={tags.join(', ')}>
            {tags.join(', ') || <span className="font-sans text-ink-soft">no tag</span>}
          </span>
          {runsIn !== null && runsIn.length > 0 && (
            <span className="shrink-0 font-medium">runs in {runsIn.join(', ')}</span>
          )}
          <span className="shrink-0 text-ink-soft lg:hidden">
            <RowTime iso={createdAt} />
          </span>
        </span>
        <span className="text-xs md:hidden">
          <SeverityTally counts={counts} limit={3} />
        </span>
      </span>
    </span>
  );
}
