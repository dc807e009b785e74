import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { PolicyVersion, PolicyVersionSummary } from '@/lib/api/types';

/** Every policy that was in force, newest first. */
export async function getPolicyVersions(): Promise<ApiResult<readonly PolicyVersionSummary[]>> {
  const result = await resultOf(serverApi().GET('/api/v1/policy/versions'));
  return result.ok ? { ok: true, data: result.data.items } : result;
}

/** One of them with its text. `version` is its digest. */
export function getPolicyVersion(version: string): Promise<ApiResult<PolicyVersion>> {
  return resultOf(serverApi().GET('/api/v1/policy/versions/{version}', { params: { path: { version } } }));
}
