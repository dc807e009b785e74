'use client';

import { useEffect, type RefObject } from 'react';

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 15,
  PageUp: -15,
  Home: -Infinity,
  End: Infinity,
};

interface RowKeys {
  readonly rowCount: number;
  readonly scrollToRow: (index: number) => void;
}

/** Arrow keys, j and k move the focus from one row's `data-row-link` to another's, drawn or not. */
export function useRowKeys(body: RefObject<HTMLElement | null>, { rowCount, scrollToRow }: RowKeys): void {
  useEffect(() => {
    const element = body.current;
    if (!element) return undefined;

    const focusRow = (index: number) =>
      element.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-link]`)?.focus({ preventScroll: true });

    const onKeyDown = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
      if (step === undefined || row === null || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const index = Math.min(Math.max(Number(row.getAttribute('data-index')) + step, 0), rowCount - 1);
      scrollToRow(index);
      // A row far away exists only after the scroll was drawn.
      requestAnimationFrame(() => requestAnimationFrame(() => focusRow(index)));
    };

    element.addEventListener('keydown', onKeyDown);
    return () => element.removeEventListener('keydown', onKeyDown);
  }, [body, rowCount, scrollToRow]);
}
