import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { FindingDetail, FindingPage } from '@/lib/api/types';
import { findingParameters, type FindingQuery } from '../finding-query';

const PAGE_SIZE = 100;

export function getFindings(artifactId: string, query: FindingQuery): Promise<ApiResult<FindingPage>> {
  const parameters = { path: { artifactId }, query: { ...findingParameters(query), limit: PAGE_SIZE } };
  return resultOf(serverApi().GET('/api/v1/artifacts/{artifactId}/findings', { params: parameters }));
}

export function getFinding(artifactId: string, findingId: string): Promise<ApiResult<FindingDetail>> {
  const path = { artifactId, findingId };
  return resultOf(serverApi().GET('/api/v1/artifacts/{artifactId}/findings/{findingId}', { params: { path } }));
}
