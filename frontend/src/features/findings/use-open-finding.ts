'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useRef } from 'react';

const PARAMETER = 'finding';

function hrefWith(id: string | null): string {
  const url = new URL(window.location.href);
  if (id === null) url.searchParams.delete(PARAMETER);
  else url.searchParams.set(PARAMETER, id);
  return (url.pathname + url.search).replaceAll('%2C', ',');
}

interface OpenFinding {
  readonly openId: string | null;
  readonly open: (id: string, options?: { readonly isReplacing: boolean }) => void;
  readonly close: () => void;
}

/**
 * Which finding's sheet is open: the `finding` of the address. It changes through the history alone, because the list
 * below stays what it is and need not be asked for again.
 */
export function useOpenFinding(): OpenFinding {
  const openId = useSearchParams().get(PARAMETER);
  const hasPushed = useRef(false);

  const open = useCallback<OpenFinding['open']>((id, options) => {
    if (options?.isReplacing) {
      window.history.replaceState(null, '', hrefWith(id));
      return;
    }
    hasPushed.current = true;
    window.history.pushState(null, '', hrefWith(id));
  }, []);

  const close = useCallback(() => {
    // What a click opened, back closes; what a link opened has no list behind it in the history.
    if (hasPushed.current) window.history.back();
    else window.history.replaceState(null, '', hrefWith(null));
    hasPushed.current = false;
  }, []);

  return { openId, open, close };
}
