import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { ExposurePage } from '@/lib/api/types';
import { exposureParameters, type ExposureQuery } from '../exposure-query';

const PAGE_SIZE = 50;

export function getExposure(query: ExposureQuery): Promise<ApiResult<ExposurePage>> {
  return resultOf(
    serverApi().GET('/api/v1/recall', { params: { query: { ...exposureParameters(query), limit: PAGE_SIZE } } }),
  );
}
