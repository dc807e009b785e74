'use client';

import { useCallback, useRef, useState } from 'react';
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
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly isLoading: boolean;
  readonly problem: Problem | null;
}

function startOf<Item>(first: Page<Item>): State<Item> {
  return { first, items: first.items, nextCursor: first.nextCursor, isLoading: false, problem: null };
}

/**
 * A list that grows page by page. The first page comes with the document; a new first page (another filter, another
 * sort) starts the list anew, and answers to the old one are dropped.
 */
export function useKeysetList<Item>(
  first: Page<Item>,
  loadPage: (cursor: string) => Promise<ApiResult<Page<Item>>>,
): KeysetList<Item> {
  const [stored, setState] = useState(() => startOf(first));
  const state = stored.first === first ? stored : startOf(first);
  if (state !== stored) setState(state);

  const pending = useRef<Page<Item> | null>(null);
  const { nextCursor } = state;

  const loadMore = useCallback(async () => {
    if (nextCursor === null || pending.current === first) return;
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
  }, [first, nextCursor, loadPage]);

  return {
    items: state.items,
    total: first.total,
    hasMore: nextCursor !== null,
    isLoading: state.isLoading,
    problem: state.problem,
    loadMore,
  };
}
