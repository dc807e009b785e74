'use client';

import { useEffect, useState } from 'react';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { PolicyCheck } from '@/lib/api/types';

const TYPING_PAUSE_MS = 350;

interface CheckedText {
  readonly source: string;
  readonly result: ApiResult<PolicyCheck>;
}

/** What the API says of a text that is being typed: the answer for the last one asked about, and whether it is this one. */
export function usePolicyCheck(source: string): {
  readonly result: ApiResult<PolicyCheck> | null;
  readonly isCurrent: boolean;
} {
  const [checked, setChecked] = useState<CheckedText | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      resultOf(browserApi.POST('/api/v1/policy/check', { body: { source }, signal: abort.signal })).then(
        (result) => setChecked({ source, result }),
        // Aborted: the text has changed meanwhile.
        () => undefined,
      );
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [source]);
  return { result: checked?.result ?? null, isCurrent: checked?.source === source };
}
