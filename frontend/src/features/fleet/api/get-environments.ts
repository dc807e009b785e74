import 'server-only';
import { resultOf } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';

/** Names of the active policy's environments, most lenient first; none if the API does not answer. */
export async function getEnvironments(): Promise<readonly string[]> {
  const result = await resultOf(serverApi().GET('/api/v1/environments'));
  return result.ok ? result.data.toSorted((a, b) => a.order - b.order).map(({ name }) => name) : [];
}
