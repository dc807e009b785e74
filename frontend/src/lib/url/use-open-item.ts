'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useRef } from 'react';

function hrefWith(parameter: string, id: string | null): string {
  const url = new URL(window.location.href);
  if (id === null) url.searchParams.delete(parameter);
  else url.searchParams.set(parameter, id);
  return (url.pathname + url.search).replaceAll('%2C', ',');
}

interface OpenItem {
  readonly openId: string | null;
  readonly open: (id: string, options?: { readonly isReplacing: boolean }) => void;
  readonly close: () => void;
}

/**
 * Which item of a list has its sheet open: a parameter of the address. It changes through the history alone, because the
 * list below stays what it is and need not be asked for again.
 */
export function useOpenItem(parameter: string): OpenItem {
  const openId = useSearchParams().get(parameter);
  const hasPushed = useRef(false);

  const open = useCallback<OpenItem['open']>(
    (id, options) => {
      if (options?.isReplacing) {
        window.history.replaceState(null, '', hrefWith(parameter, id));
        return;
      }
      hasPushed.current = true;
      window.history.pushState(null, '', hrefWith(parameter, id));
    },
    [parameter],
  );

  const close = useCallback(() => {
    // What a click opened, back closes; what a link opened has no list behind it in the history.
    if (hasPushed.current) window.history.back();
    else window.history.replaceState(null, '', hrefWith(parameter, null));
    hasPushed.current = false;
  }, [parameter]);

  return { openId, open, close };
}
