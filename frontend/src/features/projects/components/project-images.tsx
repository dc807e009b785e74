'use client';

import Link from 'next/link';
import { useCallback, useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { PlimsollMark } from '@/components/ui/plimsoll-mark/plimsoll-mark';
import { RowTime } from '@/components/ui/relative-time';
import { RowLink } from '@/components/ui/row-link';
import { VerdictChip } from '@/components/ui/verdict-chip';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import { ChangedVerdicts } from '@/features/verdicts/changed-verdicts';
import type { Image, ImagePage, MovedImage } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { MoveImageDialog } from './move-image';

interface ProjectImagesProps {
  /** Slug. */
  readonly project: string;
  readonly firstPage: ImagePage;
  /** Most lenient first. */
  readonly environments: readonly string[];
  /** Slugs of the projects that images can be moved to; null for those who cannot move any. */
  readonly movableTo: readonly string[] | null;
}

const PAGE_SIZE = 200;
/** Of environments' columns; with more, the mark alone tells on narrow screens. */
const MOST_ON_A_PHONE = 4;

/** A project's images by name, with the verdicts of their latest artifacts. */
export function ProjectImages({ project, firstPage, environments, movableTo }: ProjectImagesProps) {
  const [leaving, setLeaving] = useState<Image | null>(null);
  const [moved, setMoved] = useState<MovedImage | null>(null);
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(browserApi.GET('/api/v1/images', { params: { query: { project, cursor, limit: PAGE_SIZE } } })),
    [project],
  );
  const list = useKeysetList(firstPage, loadPage);
  const canMove = movableTo !== null;
  const columns = useMemo(() => imageColumns(environments, canMove ? setLeaving : null), [environments, canMove]);
  return (
    <>
      {moved && <Moved moved={moved} />}
      <DataTable label="Images" columns={columns} list={list} rowKey={({ id }) => id} />
      {leaving && (
        <MoveImageDialog
          image={leaving}
          projects={movableTo ?? []}
          onMoved={(result) => {
            setLeaving(null);
            setMoved(result);
          }}
          onClose={() => setLeaving(null)}
        />
      )}
    </>
  );
}

function Moved({ moved }: { readonly moved: MovedImage }) {
  const { repository, project } = moved;
  return (
    <div className="mb-4 flex flex-col gap-2">
      <p>
        {repository} is now in{' '}
        <Link href={`/projects/${project}`} className="link">
          {project}
        </Link>
        .
      </p>
      <ChangedVerdicts result={moved} />
    </div>
  );
}

/** `onMove` is null for those who cannot move images. */
function imageColumns(environments: readonly string[], onMove: ((image: Image) => void) | null): Column<Image>[] {
  return [
    { id: 'image', header: 'Image', cell: (image) => <ImageCell image={image} /> },
    ...environments.map((environment) => ({
      id: `environment ${environment}`,
      header: environment,
      className: environments.length > MOST_ON_A_PHONE ? 'hidden w-24 lg:table-cell' : 'w-11 max-lg:px-1 lg:w-24',
      cell: ({ latest }: Image) => {
        const verdict = latest?.verdicts.find((candidate) => candidate.environment === environment);
        if (!verdict) return <span className="text-ink-soft">–</span>;
        return (
          <VerdictChip outcome={verdict.outcome} title={verdict.summary} waiverCount={verdict.waiverCount} isCompact />
        );
      },
    })),
    {
      id: 'builds',
      header: 'Artifacts',
      isNumeric: true,
      className: 'hidden w-22 md:table-cell',
      cell: ({ id, repository, artifactCount }) => (
        <Link
          href={`/images/${id}`}
          prefetch={false}
          aria-label={`${counted(artifactCount, 'artifact')} of ${repository}`}
          className="link relative z-10 -mr-2 inline-block px-2 leading-7"
        >
          {groupedNumber(artifactCount)}
        </Link>
      ),
    },
    {
      id: 'scanned',
      header: 'Scanned',
      isNumeric: true,
      className: 'hidden w-38 md:table-cell',
      cell: ({ latest }) => <RowTime iso={latest?.lastScannedAt ?? null} />,
    },
    ...(onMove === null ? [] : [moveColumn(onMove)]),
  ];
}

function moveColumn(onMove: (image: Image) => void): Column<Image> {
  return {
    id: 'move',
    header: 'Actions',
    isNumeric: true,
    className: 'w-16 max-sm:hidden print:hidden sm:w-20',
    cell: (image) => (
      // Above the link that covers the row.
      <Button
        look="quiet"
        className="relative z-10 -mr-2 h-7 px-2"
        aria-label={`Move ${image.repository}`}
        onClick={() => onMove(image)}
      >
        Move
      </Button>
    ),
  };
}

function ImageCell({ image: { latest, repository } }: { readonly image: Image }) {
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
        </span>
      </span>
    </span>
  );
}
