import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { ArtifactPage } from '@/lib/api/types';
import { artifactsParameters, type ArtifactsQuery } from '../artifacts-query';

const PAGE_SIZE = 100;

export function getArtifacts(query: ArtifactsQuery): Promise<ApiResult<ArtifactPage>> {
  return resultOf(
    serverApi().GET('/api/v1/artifacts', { params: { query: { ...artifactsParameters(query), limit: PAGE_SIZE } } }),
  );
}
