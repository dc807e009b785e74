import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { Policy, PolicyProgress } from '@/lib/api/types';

export function getPolicy(): Promise<ApiResult<Policy>> {
  return resultOf(serverApi().GET('/api/v1/policy'));
}

/** How far verdicts have followed the policy. */
export function getPolicyProgress(): Promise<ApiResult<PolicyProgress>> {
  return resultOf(serverApi().GET('/api/v1/policy/progress'));
}
