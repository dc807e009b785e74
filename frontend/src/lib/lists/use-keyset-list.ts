'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiResult } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  /** Exact up to 10 000, "10 000+" past it. */
  readonly total: number | string;
}

export interface KeysetList<Item> {
  readonly items: readonly Item[];
  readonly total: number | string;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly problem: Problem | null;
  readonly loadMore: () => void;
}

interface State<Item> {
  readonly first: Page<Item>;
  readonly address: string | undefined;
  /** There is a newer first page, and the rows that are shown are still those of before. */
  readonly isBehind: boolean;
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly isLoading: boolean;
  readonly problem: Problem | null;
}

/** Pages that are loaded again at once; of a longer list the rows after them are loaded when they come into view. */
const MOST_AGAIN = 20;

function startOf<Item>(first: Page<Item>, address: string | undefined): State<Item> {
  return {
    first,
    address,
    isBehind: false,
    items: first.items,
    nextCursor: first.nextCursor,
    isLoading: false,
    problem: null,
  };
}

/** What becomes of a list whose page came anew. */
function nextState<Item>(stored: State<Item>, first: Page<Item>, address: string | undefined): State<Item> {
  if (stored.first === first) return stored;
  const isSameList = address !== undefined && stored.address === address;
  const hasMore = stored.items.length > stored.first.items.length;
  return isSameList && hasMore ? { ...stored, first, isBehind: true, isLoading: false } : startOf(first, address);
}

/**
 * A list that grows page by page. The first page comes with the document; a new first page (another filter, another
 * sort) starts the list anew, and answers to the old one are dropped. With an `address` a new first page of the same address is the same
 * list a moment later: as many rows as are there are loaded again, and stand where they stood until they are.
 */
export function useKeysetList<Item>(
  first: Page<Item>,
  loadPage: (cursor: string) => Promise<ApiResult<Page<Item>>>,
  address?: string,
): KeysetList<Item> {
  const [stored, setState] = useState(() => startOf(first, address));
  const state = nextState(stored, first, address);
  if (state !== stored) setState(state);

  const pending = useRef<Page<Item> | null>(null);
  const { nextCursor, isBehind } = state;
  const rowCount = state.items.length;

  useEffect(() => {
    if (!isBehind) return undefined;
    let isOver = false;
    const catchUp = async () => {
      const again = await loadAgain(first, rowCount, loadPage);
      if (isOver) return;
      setState((current) => (current.first === first ? { ...current, ...again, isBehind: false } : current));
    };
    void catchUp();
    return () => {
      isOver = true;
    };
  }, [isBehind, first, rowCount, loadPage]);

  const loadMore = useCallback(async () => {
    if (nextCursor === null || isBehind || pending.current === first) return;
    pending.current = first;
    const change = (update: (current: State<Item>) => State<Item>) =>
      setState((current) => (current.first === first ? update(current) : current));

    change((current) => ({ ...current, isLoading: true, problem: null }));
    const result = await loadPage(nextCursor);
    if (pending.current === first) pending.current = null;
    change((current) =>
      result.ok
        ? {
            ...current,
            items: [...current.items, ...result.data.items],
            nextCursor: result.data.nextCursor,
            isLoading: false,
          }
        : { ...current, isLoading: false, problem: result.problem },
    );
  }, [first, nextCursor, isBehind, loadPage]);

  return {
    items: state.items,
    total: first.total,
    hasMore: nextCursor !== null,
    isLoading: state.isLoading,
    problem: state.problem,
    loadMore,
  };
}

/** The first page and those after it until there are as many rows again. Nothing where one cannot be loaded: then all stays as it is. */
async function loadAgain<Item>(
  first: Page<Item>,
  rowCount: number,
  loadPage: (cursor: string) => Promise<ApiResult<Page<Item>>>,
): Promise<Partial<Pick<State<Item>, 'items' | 'nextCursor'>>> {
  let items = first.items;
  let { nextCursor } = first;
  for (let pages = 0; pages < MOST_AGAIN && nextCursor !== null && items.length < rowCount; pages += 1) {
    const result = await loadPage(nextCursor);
    if (!result.ok) return {};
    items = [...items, ...result.data.items];
    ({ nextCursor } = result.data);
  }
  return { items, nextCursor };
}
