import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { VerdictFlip } from '@/lib/api/types';

/** Why the verdict is another one than the last with another outcome, or than that of the build before. */
export function getVerdictFlip(verdictId: string): Promise<ApiResult<VerdictFlip>> {
  return resultOf(serverApi().GET('/api/v1/verdicts/{verdictId}/flip', { params: { path: { verdictId } } }));
}
