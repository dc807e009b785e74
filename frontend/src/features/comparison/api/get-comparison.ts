import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { Comparison } from '@/lib/api/types';

/** `to`: an artifact's id or an environment; the artifact of the image that came in before where left out. */
export function getComparison(id: string, to: string | undefined): Promise<ApiResult<Comparison>> {
  const query = to === undefined ? {} : { to };
  return resultOf(serverApi().GET('/api/v1/artifacts/{id}/compare', { params: { path: { id }, query } }));
}
