import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { ArtifactSummary } from '@/lib/api/types';

/** The artifact of an image that came in last; null where there is none. Of every project where none is named. */
export async function getNewestArtifact(
  image: string,
  project: string | undefined,
): Promise<ApiResult<ArtifactSummary | null>> {
  const query = { image, sort: '-created', limit: 1, ...(project === undefined ? {} : { project }) } as const;
  const page = await resultOf(serverApi().GET('/api/v1/artifacts', { params: { query } }));
  return page.ok ? { ...page, data: page.data.items[0] ?? null } : page;
}
