'use client';

import { useEffect, useState } from 'react';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { ArtifactVexReview } from '@/lib/api/types';

/** What VEX documents say of an artifact, asked once it is wanted. Null before that, and where the API does not say. */
export function useArtifactVex(artifactId: string, isWanted: boolean): ArtifactVexReview | null {
  const [review, setReview] = useState<ArtifactVexReview | null>(null);
  useEffect(() => {
    if (!isWanted || review !== null) return undefined;
    const abort = new AbortController();
    const params = { path: { id: artifactId } };
    resultOf(browserApi.GET('/api/v1/artifacts/{id}/vex', { params, signal: abort.signal })).then(
      (result) => result.ok && setReview(result.data),
      // Aborted: the finding was closed meanwhile.
      () => undefined,
    );
    return () => abort.abort();
  }, [artifactId, isWanted, review]);
  return review;
}
