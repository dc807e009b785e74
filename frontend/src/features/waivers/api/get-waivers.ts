import 'server-only';
import { cache } from 'react';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { Waiver, WaiverDetails, WaiverPage, WaiverVerdictPage } from '@/lib/api/types';
import { waiverParameters, type WaiversQuery } from '../waivers-query';

const PAGE_SIZE = 100;

export function getWaivers(query: WaiversQuery): Promise<ApiResult<WaiverPage>> {
  return resultOf(
    serverApi().GET('/api/v1/waivers', { params: { query: { ...waiverParameters(query), limit: PAGE_SIZE } } }),
  );
}

/** Asked once a request: the title and the page both need it. */
export const getWaiver = cache((id: string): Promise<ApiResult<WaiverDetails>> =>
  resultOf(serverApi().GET('/api/v1/waivers/{id}', { params: { path: { id } } })),
);

export function getWaiverVerdicts(id: string): Promise<ApiResult<WaiverVerdictPage>> {
  return resultOf(
    serverApi().GET('/api/v1/waivers/{id}/verdicts', { params: { path: { id }, query: { limit: PAGE_SIZE } } }),
  );
}

/** More of one artifact than are looked at. */
const MOST_OF_AN_ARTIFACT = 200;

/** Those in force for an artifact, the first to end first; none if the API does not say. */
export async function getWaiversOf(artifact: string): Promise<readonly Waiver[]> {
  const result = await resultOf(
    serverApi().GET('/api/v1/waivers', {
      params: { query: { artifact, state: 'in-force', sort: 'ends', limit: MOST_OF_AN_ARTIFACT } },
    }),
  );
  return result.ok ? result.data.items : [];
}
