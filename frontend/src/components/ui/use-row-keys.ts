'use client';

import { useEffect, useRef, type RefObject } from 'react';

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

/** For how long a row is waited for: longer than it takes to draw one on a busy machine. */
const MOST_FRAMES = 300;

interface RowKeys {
  readonly rowCount: number;
  readonly scrollToRow: (index: number) => void;
}

/**
 * Arrow keys, j and k move the focus from one row's `data-row-link` to another's, drawn or not. No key is lost, however fast
 * they come: a row that is drawn has the focus at once; for one that is not, the table's body holds it until it is.
 */
export function useRowKeys(body: RefObject<HTMLElement | null>, { rowCount, scrollToRow }: RowKeys): void {
  /** The row that is waited for: keys that come meanwhile count from there. */
  const goal = useRef<number | null>(null);

  useEffect(() => {
    const element = body.current;
    if (!element) return undefined;

    const focusRow = (index: number): boolean => {
      const link = element.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-link]`);
      link?.focus({ preventScroll: true });
      return link !== null;
    };

    const awaitGoal = (framesLeft: number) => {
      if (goal.current === null) return;
      const isLeft = document.activeElement !== element;
      if (isLeft || focusRow(goal.current)) {
        goal.current = null;
        element.removeAttribute('tabindex');
      } else if (framesLeft > 0) requestAnimationFrame(() => awaitGoal(framesLeft - 1));
    };

    const onKeyDown = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
      const from = row === null ? goal.current : Number(row.getAttribute('data-index'));
      if (step === undefined || from === null || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const index = Math.min(Math.max(from + step, 0), rowCount - 1);
      scrollToRow(index);
      goal.current = null;
      if (focusRow(index)) return;
      goal.current = index;
      // The row that has the focus now may be gone with the next picture, and what is typed then would go nowhere.
      element.tabIndex = -1;
      element.focus({ preventScroll: true });
      requestAnimationFrame(() => awaitGoal(MOST_FRAMES));
    };

    element.addEventListener('keydown', onKeyDown);
    return () => element.removeEventListener('keydown', onKeyDown);
  }, [body, rowCount, scrollToRow]);
}
