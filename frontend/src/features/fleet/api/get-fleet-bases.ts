import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { FleetBasePage } from '@/lib/api/types';
import { baseParameters, type BaseQuery } from '../base-query';

const PAGE_SIZE = 50;

export function getFleetBases(query: BaseQuery): Promise<ApiResult<FleetBasePage>> {
  return resultOf(
    serverApi().GET('/api/v1/images/bases', { params: { query: { ...baseParameters(query), limit: PAGE_SIZE } } }),
  );
}
