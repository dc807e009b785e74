'use client';

import { useRef } from 'react';

interface FocusReturn {
  readonly onOpenAutoFocus: () => void;
  readonly onCloseAutoFocus: (event: Event) => void;
}

/**
 * For dialogs that no trigger of their own opens, which Radix would leave without a place to return to: the focus goes
 * back to where it was, or to what `findTarget` names by then.
 */
export function useFocusReturn(findTarget?: () => HTMLElement | null): FocusReturn {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event) => {
      event.preventDefault();
      const target = findTarget?.() ?? opener.current;
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    },
  };
}
