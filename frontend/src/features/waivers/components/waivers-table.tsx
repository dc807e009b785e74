'use client';

import { useCallback, useMemo, useState } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { RowTime } from '@/components/ui/relative-time';
import { RowLink } from '@/components/ui/row-link';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Waiver, WaiverPage } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { directionOf } from '@/lib/url/sorting';
import { useWaiverRights } from '../use-waiver-rights';
import { bulkActsFor } from '../waiver-acts';
import { environmentsInWords, subjectOf } from '../waiver-words';
import {
  waiverParameters,
  waiversHref,
  waiversSortHref,
  type WaiversQuery,
  type WaiverSortKey,
} from '../waivers-query';
import { BulkBar, MOST_SELECTED } from './bulk-bar';
import { WaiverStateBadge } from './waiver-state';

interface WaiversTableProps {
  readonly query: WaiversQuery;
  readonly firstPage: WaiverPage;
}

const PAGE_SIZE = 200;

/** Accepted risks: what each covers, whether it counts, and until when. */
export function WaiversTable({ query, firstPage }: WaiversTableProps) {
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(
        browserApi.GET('/api/v1/waivers', {
          params: { query: { ...waiverParameters(query), cursor, limit: PAGE_SIZE } },
        }),
      ),
    [query],
  );
  const list = useKeysetList(firstPage, loadPage, waiversHref(query));
  const { mayApprove, mayRequest } = useWaiverRights();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(NONE);
  const selectable = useMemo(
    () => list.items.filter((waiver) => bulkActsFor(waiver, { mayApprove, mayRequest }).length > 0),
    [list.items, mayApprove, mayRequest],
  );
  // What is no longer in the list is no longer meant.
  const selected = selectable.filter(({ id }) => chosen.has(id));
  const columns = useMemo(() => {
    const ids = new Set(selectable.map(({ id }) => id));
    const toggle = (id: string, isOn: boolean) =>
      setChosen((before) => new Set(isOn ? [...before, id] : [...before].filter((other) => other !== id)));
    return [...(mayApprove || mayRequest ? [selectColumn({ ids, chosen, toggle })] : []), ...waiverColumns(query)];
  }, [query, selectable, chosen, mayApprove, mayRequest]);
  return (
    <>
      <DataTable label="Waivers" columns={columns} list={list} rowKey={({ id }) => id} />
      <BulkBar
        selected={selected}
        selectable={selectable}
        onSelect={(waivers) => setChosen(new Set(waivers.map(({ id }) => id)))}
      />
    </>
  );
}

const NONE: ReadonlySet<string> = new Set();

interface Selecting {
  /** Of what can be selected. */
  readonly ids: ReadonlySet<string>;
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (id: string, isOn: boolean) => void;
}

function selectColumn({ ids, chosen, toggle }: Selecting): Column<Waiver> {
  const isFull = chosen.size >= MOST_SELECTED;
  return {
    id: 'select',
    header: 'Select',
    isHeaderHidden: true,
    className: 'w-10 print:hidden',
    cell: ({ id, name }) =>
      ids.has(id) && (
        // Above the link that fills the row; the whole cell is the target.
        <label className="relative z-10 -my-px -ml-3 grid h-8 w-10 cursor-pointer place-items-center">
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={chosen.has(id)}
            disabled={isFull && !chosen.has(id)}
            onChange={({ target }) => toggle(id, target.checked)}
            className="size-4 accent-accent"
          />
        </label>
      ),
  };
}

function waiverColumns(query: WaiversQuery): Column<Waiver>[] {
  const sort = (key: WaiverSortKey) => ({
    href: waiversSortHref(query, key),
    direction: directionOf(query.sort, key),
  });
  return [
    {
      id: 'name',
      header: 'Waiver',
      sort: sort('name'),
      className: 'hidden w-28 md:table-cell',
      cell: ({ name }) => (
        <span className="block truncate font-mono text-[0.92em]" title={name}>
          {name}
        </span>
      ),
    },
    { id: 'subject', header: 'Covers', cell: (waiver) => <SubjectCell waiver={waiver} /> },
    {
      id: 'image',
      header: 'Image',
      className: 'hidden w-[20%] lg:table-cell',
      cell: ({ scope: { image }, project }) => (
        <span className="block truncate" title={image}>
          {image ?? <span className="text-ink-soft">every image of {project ?? 'every project'}</span>}
        </span>
      ),
    },
    {
      id: 'environments',
      header: 'Environments',
      className: 'hidden w-40 xl:table-cell',
      cell: ({ scope }) => (
        <span className="block truncate" title={environmentsInWords(scope.environments)}>
          {environmentsInWords(scope.environments)}
        </span>
      ),
    },
    {
      id: 'state',
      header: 'State',
      className: 'hidden w-44 sm:table-cell',
      cell: (waiver) => <StateCell waiver={waiver} />,
    },
    {
      id: 'verdicts',
      header: 'Verdicts',
      isNumeric: true,
      className: 'hidden w-20 lg:table-cell',
      cell: ({ verdictCount }) =>
        verdictCount === 0 ? <span className="text-ink-soft">–</span> : groupedNumber(verdictCount),
    },
    {
      id: 'requested',
      header: 'Requested',
      sort: sort('requested'),
      isNumeric: true,
      className: 'hidden w-40 xl:table-cell',
      cell: ({ requestedAt }) => <RowTime iso={requestedAt} />,
    },
    {
      id: 'ends',
      header: 'Ends',
      sort: sort('ends'),
      isNumeric: true,
      className: 'w-24 sm:w-40',
      cell: ({ expiresAt }) => <RowTime iso={expiresAt} />,
    },
  ];
}

function StateCell({ waiver: { state, approvals, approvalsNeeded } }: { readonly waiver: Waiver }) {
  return (
    <span className="flex items-center gap-2">
      <WaiverStateBadge state={state} />
      {state === 'requested' && approvalsNeeded > 1 && (
        <span className="text-xs text-ink-soft">
          {approvals.length} of {approvalsNeeded}
        </span>
      )}
    </span>
  );
}

function SubjectCell({ waiver }: { readonly waiver: Waiver }) {
  const { id, name, scope, project, justification } = waiver;
  return (
    <span className="flex min-w-0 flex-col py-1.5 sm:flex-row sm:items-baseline sm:gap-3 sm:py-0">
      <RowLink href={`/waivers/${id}`} label={`${name}: ${subjectOf(scope)}`} title={subjectOf(scope)}>
        {subjectOf(scope)}
      </RowLink>
      <span className="hidden min-w-0 shrink-[20] truncate text-xs text-ink-soft 2xl:inline" title={justification}>
        {justification}
      </span>
      <span className="flex min-w-0 gap-2 text-xs text-ink-soft lg:hidden">
        <span className="truncate">{scope.image ?? `every image of ${project ?? 'every project'}`}</span>
      </span>
      <span className="mt-0.5 flex flex-wrap items-center gap-2 text-xs text-ink-soft sm:hidden">
        <StateCell waiver={waiver} />
        <span className="font-mono">{name}</span>
        <span>{environmentsInWords(scope.environments)}</span>
      </span>
    </span>
  );
}
