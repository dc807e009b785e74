'use client';

import { useSyncExternalStore } from 'react';

/** Between `beforeprint` and `afterprint`: the media query may still say "screen" when the page is laid out for paper. */
let isBetweenPrintEvents = false;

function subscribe(onChange: () => void): () => void {
  const begin = () => {
    isBetweenPrintEvents = true;
    onChange();
  };
  const end = () => {
    isBetweenPrintEvents = false;
    onChange();
  };
  const query = window.matchMedia('print');
  query.addEventListener('change', onChange);
  window.addEventListener('beforeprint', begin);
  window.addEventListener('afterprint', end);
  return () => {
    query.removeEventListener('change', onChange);
    window.removeEventListener('beforeprint', begin);
    window.removeEventListener('afterprint', end);
  };
}

/** Whether the page is being laid out for paper, where a window of rows would show holes. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isBetweenPrintEvents || window.matchMedia('print').matches,
    () => false,
  );
}
