import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { ComponentPage } from '@/lib/api/types';

const PAGE_SIZE = 100;

export function getComponents(artifactId: string, q: string | undefined): Promise<ApiResult<ComponentPage>> {
  const query = { limit: PAGE_SIZE, ...(q === undefined ? {} : { q }) };
  return resultOf(
    serverApi().GET('/api/v1/artifacts/{artifactId}/components', { params: { path: { artifactId }, query } }),
  );
}
