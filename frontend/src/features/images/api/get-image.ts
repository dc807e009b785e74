import 'server-only';
import { cache } from 'react';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { BuildPage, ImageDetail } from '@/lib/api/types';

const PAGE_SIZE = 100;

/** Asked once a request: the title and the page both need it. */
export const getImage = cache((imageId: string): Promise<ApiResult<ImageDetail>> =>
  resultOf(serverApi().GET('/api/v1/images/{imageId}', { params: { path: { imageId } } })),
);

export function getBuilds(imageId: string): Promise<ApiResult<BuildPage>> {
  return resultOf(
    serverApi().GET('/api/v1/images/{imageId}/builds', {
      params: { path: { imageId }, query: { limit: PAGE_SIZE } },
    }),
  );
}
