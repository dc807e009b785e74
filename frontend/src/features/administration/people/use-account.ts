'use client';

import { useCallback, useEffect, useState } from 'react';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf, type ApiResult } from '@/lib/api/client';
import type { Account } from '@/lib/api/types';

interface LoadedAccount {
  readonly id: string;
  readonly result: ApiResult<Account>;
}

interface AccountInView {
  /** Null while it is on its way and the list does not know it either. */
  readonly result: ApiResult<Account> | null;
  readonly reload: () => void;
}

/** The account as the API has it now; until that is known, as the list had it. */
export function useAccount(id: string | null, known: Account | undefined): AccountInView {
  const [loaded, setLoaded] = useState<LoadedAccount | null>(null);
  useEffect(() => {
    if (id === null) return undefined;
    const abort = new AbortController();
    loadAccount(id, abort.signal).then(
      setLoaded,
      // Aborted: another person was opened meanwhile.
      () => undefined,
    );
    return () => abort.abort();
  }, [id]);
  const reload = useCallback(() => {
    if (id !== null) void loadAccount(id, null).then(setLoaded);
  }, [id]);
  if (id === null) return { result: null, reload };
  if (loaded?.id === id) return { result: loaded.result, reload };
  return { result: known ? { ok: true, data: known } : null, reload };
}

async function loadAccount(id: string, signal: AbortSignal | null): Promise<LoadedAccount> {
  const call = browserApi.GET('/api/v1/accounts/{id}', { params: { path: { id } }, signal });
  return { id, result: await resultOf(call) };
}
