import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { WaysToGreen } from '@/lib/api/types';

/** For each environment, in the policy's order, and what is known of the base image. */
export async function getWaysToGreen(artifactId: string): Promise<ApiResult<WaysToGreen>> {
  return resultOf(serverApi().GET('/api/v1/artifacts/{id}/path', { params: { path: { id: artifactId } } }));
}
