import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { WayToGreen } from '@/lib/api/types';

/** For each environment, in the policy's order. */
export async function getWaysToGreen(artifactId: string): Promise<ApiResult<readonly WayToGreen[]>> {
  const result = await resultOf(
    serverApi().GET('/api/v1/artifacts/{id}/path', { params: { path: { id: artifactId } } }),
  );
  return result.ok ? { ok: true, data: result.data.environments } : result;
}
