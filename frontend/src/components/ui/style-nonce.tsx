'use client';

import { setNonce } from 'get-nonce';
import { useEffect } from 'react';
import { pageNonce } from '@/lib/csp/page-nonce';

/** Dialogs keep the page behind them from scrolling by a style element, which the content security policy must let in. */
export function StyleNonce() {
  useEffect(() => {
    const nonce = pageNonce();
    if (nonce !== undefined) setNonce(nonce);
  }, []);
  return null;
}
