import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { AccountSession, ApiToken, FactorList } from '@/lib/api/types';

/** As many as a page of the API holds: people have a handful of tokens. */
const MOST_TOKENS = 200;

export function getFactors(): Promise<ApiResult<FactorList>> {
  return resultOf(serverApi().GET('/api/v1/account/factors'));
}

export async function getSessions(): Promise<ApiResult<readonly AccountSession[]>> {
  const result = await resultOf(serverApi().GET('/api/v1/account/sessions'));
  return result.ok ? { ok: true, data: result.data.items } : result;
}

export async function getOwnTokens(): Promise<ApiResult<readonly ApiToken[]>> {
  const query = { owner: 'me', limit: MOST_TOKENS } as const;
  const result = await resultOf(serverApi().GET('/api/v1/tokens', { params: { query } }));
  return result.ok ? { ok: true, data: result.data.items } : result;
}
