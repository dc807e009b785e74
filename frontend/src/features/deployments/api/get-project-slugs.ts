import 'server-only';
import { resultOf } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';

/** More would be no choice at a glance. */
const MOST_PROJECTS = 12;

/** Slugs to filter by; none where there is nothing to choose, or too much. */
export async function getProjectSlugs(): Promise<readonly string[]> {
  const result = await resultOf(serverApi().GET('/api/v1/projects', { params: { query: { limit: MOST_PROJECTS } } }));
  if (!result.ok || result.data.nextCursor !== null || result.data.items.length < 2) return [];
  return result.data.items.map(({ slug }) => slug);
}
