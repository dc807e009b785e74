import 'server-only';
import { cache } from 'react';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { Artifact } from '@/lib/api/types';

/** Asked once a request: the title and the page both need it. */
export const getArtifact = cache((id: string): Promise<ApiResult<Artifact>> =>
  resultOf(serverApi().GET('/api/v1/artifacts/{id}', { params: { path: { id } } })),
);
