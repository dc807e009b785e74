import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { VulnerablePackagePage } from '@/lib/api/types';

const PAGE_SIZE = 100;

export function getPackages(artifactId: string): Promise<ApiResult<VulnerablePackagePage>> {
  const parameters = { path: { artifactId }, query: { limit: PAGE_SIZE } };
  return resultOf(serverApi().GET('/api/v1/artifacts/{artifactId}/packages', { params: parameters }));
}
