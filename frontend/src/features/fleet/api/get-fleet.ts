import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { ImagePage } from '@/lib/api/types';
import { fleetParameters, type FleetQuery } from '../fleet-query';

const FLEET_PAGE_SIZE = 100;

export function getFleet(query: FleetQuery): Promise<ApiResult<ImagePage>> {
  return resultOf(
    serverApi().GET('/api/v1/images', { params: { query: { ...fleetParameters(query), limit: FLEET_PAGE_SIZE } } }),
  );
}
