'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import Link from 'next/link';
import {
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import { groupedNumber } from '@/lib/format/number';
import type { KeysetList } from '@/lib/lists/use-keyset-list';
import type { SortDirection } from '@/lib/url/sorting';
import { Button } from './button';
import { ProblemNotice } from './notice';
import { Tooltip } from './tooltip';
import { useIsPrinting } from './use-is-printing';
import { useRowKeys } from './use-row-keys';
import { whenIdle } from './when-idle';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** What the column holds, if the header does not say it; for columns that sort. */
  readonly explanation?: string;
  /** For screen readers only: the cells need no visible header. */
  readonly isHeaderHidden?: boolean;
  /** Width, and from which breakpoint the column is shown: one column must be as wide as what is left. */
  readonly className?: string;
  readonly isNumeric?: boolean;
  /** Where the header leads, and how the list is sorted by this column now. */
  readonly sort?: { readonly href: string; readonly direction: SortDirection | null };
  readonly cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  /** The table's name. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly list: KeysetList<Row>;
  readonly rowKey: (row: Row) => string;
  readonly isCurrent?: (row: Row) => boolean;
  /** Printed as evidence: as many rows as are printed at most are loaded ahead, for paper cannot wait for them. */
  readonly isEvidence?: boolean;
}

const ROW_HEIGHT = 32;
/** A screen's height above and below: the browser scrolls before rows can be drawn. */
const OVERSCAN = 32;
/** The next page is asked for when this many rows are left. */
const ROWS_AHEAD = 80;
const MOST_PRINTED_ROWS = 2000;
/** What the server draws for, not knowing the window. */
const ASSUMED_WINDOW = { width: 1280, height: 900 };

/**
 * A table of any length that scrolls with the page: only the rows in the window exist, and the rest is asked for when
 * it comes near. A row's main link carries `data-row-link`; arrow keys, j and k move between those.
 */
export function DataTable<Row>({ label, columns, list, rowKey, isCurrent, isEvidence = false }: DataTableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const scrollMargin = useTopOf(body);
  const isPrinting = useIsPrinting();
  const { items, hasMore, isLoading, problem, loadMore } = list;

  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin,
    scrollPaddingStart: 88,
    scrollPaddingEnd: 40,
    initialRect: ASSUMED_WINDOW,
    // The first picture must be the server's, wherever the browser has scrolled to meanwhile.
    initialOffset: 0,
  });
  const visible = virtualizer.getVirtualItems();
  const lastVisible = visible.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && !isLoading && problem === null && lastVisible >= items.length - ROWS_AHEAD) loadMore();
  }, [hasMore, isLoading, problem, lastVisible, items.length, loadMore]);

  useEffect(() => {
    if (!isEvidence || !hasMore || isLoading || problem !== null || items.length >= MOST_PRINTED_ROWS) return undefined;
    return whenIdle(loadMore);
  }, [isEvidence, hasMore, isLoading, problem, items.length, loadMore]);

  const indexes = isPrinting
    ? items.slice(0, MOST_PRINTED_ROWS).map((_, index) => index)
    : visible.map((item) => item.index);
  const above = isPrinting ? 0 : (visible[0]?.start ?? scrollMargin) - scrollMargin;
  const below = isPrinting ? 0 : virtualizer.getTotalSize() - ((visible.at(-1)?.end ?? scrollMargin) - scrollMargin);

  const scrollToRow = useCallback(
    (index: number) => virtualizer.scrollToIndex(index, { align: 'auto' }),
    [virtualizer],
  );
  useRowKeys(body, { rowCount: items.length, scrollToRow });

  return (
    <div>
      <table
        aria-label={label}
        aria-rowcount={typeof list.total === 'number' ? list.total + 1 : -1}
        className="w-full table-fixed border-separate border-spacing-0 text-sm"
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {above > 0 && <Spacer height={above} />}
          {indexes.map((index) => {
            const row = items[index];
            if (row === undefined) return null;
            return (
              <TableRow
                key={rowKey(row)}
                row={row}
                index={index}
                columns={columns}
                isCurrent={isCurrent?.(row) ?? false}
                measure={virtualizer.measureElement}
              />
            );
          })}
          {below > 0 && <Spacer height={below} />}
        </tbody>
      </table>
      {isPrinting && <PrintedPart total={list.total} printed={indexes.length} />}
      <div className="flex min-h-10 items-center px-3 text-sm text-ink-soft print:hidden">
        {problem === null ? (
          // What is loaded without being asked for is not announced.
          <p role="status" aria-live={isEvidence ? 'off' : undefined}>
            {isLoading ? 'Loading more. ' : ''}
            {hasMore
              ? `${groupedNumber(items.length)} of ${groupedNumber(list.total)} loaded.`
              : `All ${groupedNumber(items.length)} shown.`}
          </p>
        ) : (
          <div className="grow py-3">
            <ProblemNotice problem={problem}>
              <p className="mb-2">{groupedNumber(items.length)} rows are loaded and stay.</p>
              <Button onClick={loadMore}>Try again</Button>
            </ProblemNotice>
          </div>
        )}
      </div>
    </div>
  );
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  readonly isCurrent: boolean;
  readonly measure: (element: HTMLElement | null) => void;
}

/** Drawn once, and not again for every row that scrolls into the window. */
const TableRow = memo(function TableRow<Row>({ row, index, columns, isCurrent, measure }: TableRowProps<Row>) {
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      className={clsx(
        'group/row relative h-8 hover:bg-accent-wash focus-within:bg-accent-wash print:break-inside-avoid',
        isCurrent ? 'bg-accent-wash' : 'bg-surface',
      )}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          className={clsx(
            'overflow-hidden border-b border-rule px-2 py-0 first:pl-3 last:pr-3',
            column.isNumeric && 'text-right',
            column.className,
          )}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: TableRowProps<Row>) => ReactNode;

/** What paper has of the list, and where the rest is. */
function PrintedPart({ total, printed }: { readonly total: number | string; readonly printed: number }) {
  const address = window.location.href;
  if (total === printed) return <p className="px-3 py-2">All {groupedNumber(printed)} rows.</p>;
  const rest = typeof total === 'number' ? groupedNumber(total - printed) : 'Many';
  return (
    <p className="px-3 py-2 break-words">
      The first {groupedNumber(printed)} of {groupedNumber(total)} rows. {rest} more: see {address}
    </p>
  );
}

/**
 * Keeps the place of rows that are not drawn. By the cell's old `height` attribute: a style attribute in what the server
 * draws would be refused by the content security policy. One cell and no span over all: a span would bring columns back
 * that narrow windows hide.
 */
function Spacer({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden>
      <td height={height} className="ruled p-0">
        {' '}
      </td>
    </tr>
  );
}

function HeaderCell<Row>({ column }: { readonly column: Column<Row> }) {
  const { header, explanation, isHeaderHidden = false, sort, isNumeric, className } = column;
  const link = sort && (
    <Link
      href={sort.href}
      scroll={false}
      prefetch={false}
      replace
      className="inline-flex h-6 max-w-full items-center gap-1 hover:text-ink"
    >
      <span className="truncate">{header}</span>
      <span aria-hidden className={clsx('w-2 text-[9px]', sort.direction ? 'text-accent' : 'opacity-0')}>
        {sort.direction === 'ascending' ? '▲' : '▼'}
      </span>
    </Link>
  );
  return (
    <th
      scope="col"
      aria-sort={sort?.direction ?? undefined}
      className={clsx(
        'sticky top-(--bar-height) z-20 h-8 border-y border-rule bg-sunken px-2 text-xs font-medium text-ink-soft first:pl-3 last:pr-3 print:static',
        isNumeric ? 'text-right' : 'text-left',
        className,
      )}
    >
      {link ? (
        explained(link, explanation)
      ) : (
        <span className={isHeaderHidden ? 'sr-only' : 'block truncate'}>{header}</span>
      )}
    </th>
  );
}

function explained(link: ReactElement, explanation: string | undefined): ReactElement {
  return explanation === undefined ? link : <Tooltip text={explanation}>{link}</Tooltip>;
}

/** Distance of an element's top from the document's, kept right while what is above it grows and shrinks. */
function useTopOf(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      if (element.current) setTop(Math.round(element.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
