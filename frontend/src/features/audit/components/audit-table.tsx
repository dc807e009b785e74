'use client';

import { useCallback, useMemo } from 'react';
import { DataTable, type Column } from '@/components/ui/data-table';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { AuditEvent, AuditEventPage } from '@/lib/api/types';
import { exactSecond } from '@/lib/format/time';
import { useKeysetList } from '@/lib/lists/use-keyset-list';
import { useOpenItem } from '@/lib/url/use-open-item';
import type { AuditFilter, AuditQuery } from '../audit-query';
import { EventSheet } from './event-sheet';

interface AuditTableProps {
  readonly query: AuditQuery;
  /** As the API takes the query, with its range fixed at the time when the page was drawn. */
  readonly filter: AuditFilter;
  readonly firstPage: AuditEventPage;
}

const PAGE_SIZE = 200;

export function AuditTable({ query, filter, firstPage }: AuditTableProps) {
  const loadPage = useCallback(
    (cursor: string) =>
      resultOf(browserApi.GET('/api/v1/audit-events', { params: { query: { ...filter, cursor, limit: PAGE_SIZE } } })),
    [filter],
  );
  const list = useKeysetList(firstPage, loadPage);
  const { openId, open, close } = useOpenItem('event');
  const columns = useMemo(() => auditColumns(open), [open]);
  return (
    <>
      <DataTable
        label="Audit events"
        isEvidence
        columns={columns}
        list={list}
        rowKey={(event) => `${event.sequence}`}
        isCurrent={(event) => `${event.sequence}` === openId}
      />
      <EventSheet
        sequence={openId}
        events={list.items}
        query={query}
        onClose={close}
        onMove={(sequence) => open(sequence, { isReplacing: true })}
      />
    </>
  );
}

function auditColumns(open: (sequence: string) => void): Column<AuditEvent>[] {
  return [
    {
      id: 'at',
      header: 'Time (UTC)',
      className: 'w-40 max-sm:hidden',
      cell: ({ at }) => (
        <time dateTime={at} className="whitespace-nowrap">
          {exactSecond(at)}
        </time>
      ),
    },
    { id: 'what', header: 'Action', className: 'sm:w-64', cell: (event) => <EventCell event={event} onOpen={open} /> },
    {
      id: 'target',
      header: 'Target',
      className: 'max-md:hidden',
      cell: ({ target }) => (
        <span className="block truncate" title={target.name}>
          <span className="text-ink-soft">{target.kind}</span> {target.name}
        </span>
      ),
    },
    {
      id: 'who',
      header: 'Actor',
      className: 'max-sm:hidden',
      cell: ({ actor }) => (
        <span className="block truncate" title={actor.name}>
          {actor.name}
          {actor.kind === 'token' && <span className="text-ink-soft"> (token)</span>}
        </span>
      ),
    },
    {
      id: 'from',
      header: 'From',
      className: 'hidden w-40 lg:table-cell',
      cell: ({ ip }) =>
        ip === null ? (
          <span className="text-ink-soft">the server</span>
        ) : (
          <span className="font-mono text-[0.92em]">{ip}</span>
        ),
    },
    {
      id: 'sequence',
      header: 'Event',
      isNumeric: true,
      className: 'hidden w-20 xl:table-cell',
      cell: ({ sequence }) => sequence,
    },
  ];
}

interface EventCellProps {
  readonly event: AuditEvent;
  readonly onOpen: (sequence: string) => void;
}

function EventCell({ event, onOpen }: EventCellProps) {
  const { sequence, action, at, actor, target } = event;
  return (
    <span className="flex flex-col py-1 sm:py-0">
      <a
        href={`?event=${sequence}`}
        data-row-link
        className="stretched truncate font-mono text-[0.92em] font-medium group-focus-within/row:underline focus-visible:outline-none"
        onClick={(click) => {
          // The browser handles clicks that open a new tab or window.
          if (click.metaKey || click.ctrlKey || click.shiftKey || click.button !== 0) return;
          click.preventDefault();
          onOpen(`${sequence}`);
        }}
      >
        {action}
      </a>
      <span className="truncate text-xs text-ink-soft md:hidden">{target.name}</span>
      <span className="truncate text-xs text-ink-soft sm:hidden">
        {exactSecond(at)} · {actor.name}
      </span>
    </span>
  );
}
