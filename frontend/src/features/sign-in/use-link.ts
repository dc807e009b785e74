'use client';

import { useEffect, useRef, useState } from 'react';
import { entranceBrowserApi as api } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { LinkInfo } from '@/lib/api/types';

/** A one-time link that was opened. */
export interface OpenedLink extends LinkInfo {
  readonly token: string;
}

const NO_TOKEN = {
  ok: false,
  problem: {
    title: 'The link is not complete',
    status: 400,
    code: 'link_incomplete',
    detail: 'The part after # is missing. Open the whole link, as it was printed or given to you.',
  },
} as const;

/**
 * What the link that opened this page allows; null until the API has answered. The token is after the `#`, which
 * browsers do not send, so it gets into no log.
 */
export function useLink(): ApiResult<OpenedLink> | null {
  const [link, setLink] = useState<ApiResult<OpenedLink> | null>(null);
  const asked = useRef<string | null>(null);

  useEffect(() => {
    const open = async () => {
      const token = new URLSearchParams(window.location.hash.slice(1)).get('token') ?? '';
      if (asked.current === token) return;
      asked.current = token;
      if (token === '') return setLink(NO_TOKEN);
      const info = await resultOf(api.POST('/api/v1/links/check', { body: { token } }));
      if (asked.current === token) setLink(info.ok ? { ok: true, data: { ...info.data, token } } : info);
    };
    void open();
    // Another link pasted over the first changes nothing but the part after the `#`.
    window.addEventListener('hashchange', open);
    return () => window.removeEventListener('hashchange', open);
  }, []);

  return link;
}
