'use client';

import { useEffect, useRef, type KeyboardEvent } from 'react';

interface Neighbours {
  readonly hasBefore: boolean;
  readonly hasNext: boolean;
  readonly showBefore: () => void;
  readonly showNext: () => void;
  /** j and k. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * Leads from one item of a list to those beside it. No step is lost, however fast they come: the address takes a moment to be
 * read again, and until then a step counts from where the one before it led.
 *
 * `current` is null where none is shown.
 */
export function useNeighbours(
  ids: readonly string[],
  current: string | null,
  onMove: (id: string) => void,
): Neighbours {
  /** Where steps have led that are not shown yet. */
  const pending = useRef<readonly string[]>([]);
  useEffect(() => {
    const shown = current === null ? -1 : pending.current.indexOf(current);
    pending.current = shown < 0 ? [] : pending.current.slice(shown + 1);
  }, [current]);

  const step = (by: number): void => {
    const from = ids.indexOf(pending.current.at(-1) ?? current ?? '');
    const id = from < 0 ? undefined : ids[from + by];
    if (id === undefined) return;
    pending.current = [...pending.current, id];
    onMove(id);
  };
  const index = current === null ? -1 : ids.indexOf(current);
  return {
    hasBefore: index > 0,
    hasNext: index >= 0 && index < ids.length - 1,
    showBefore: () => step(-1),
    showNext: () => step(1),
    onKeyDown: (event) => {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.key === 'j') step(1);
      if (event.key === 'k') step(-1);
    },
  };
}
