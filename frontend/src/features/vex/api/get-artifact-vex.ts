import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { ArtifactVexReview } from '@/lib/api/types';

export function getArtifactVex(id: string): Promise<ApiResult<ArtifactVexReview>> {
  return resultOf(serverApi().GET('/api/v1/artifacts/{id}/vex', { params: { path: { id } } }));
}
