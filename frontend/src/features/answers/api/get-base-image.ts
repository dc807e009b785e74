import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { BaseImage, BuiltOnPage } from '@/lib/api/types';

const PAGE_SIZE = 100;

/** What is known of an artifact's layers and of its base image. */
export function getBaseImage(artifactId: string): Promise<ApiResult<BaseImage>> {
  return resultOf(serverApi().GET('/api/v1/artifacts/{artifactId}/base', { params: { path: { artifactId } } }));
}

/** The artifacts that are built on it. */
export function getBuiltOn(artifactId: string): Promise<ApiResult<BuiltOnPage>> {
  const parameters = { path: { artifactId }, query: { limit: PAGE_SIZE } };
  return resultOf(serverApi().GET('/api/v1/artifacts/{artifactId}/built-on', { params: parameters }));
}
