import 'server-only';
import { resultOf } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { FleetUpgrades } from '@/lib/api/types';

/** By which upgrades most images pass; null where the API does not say. */
export async function getFleetUpgrades(
  environment: string,
  project: string | undefined,
): Promise<FleetUpgrades | null> {
  const query = { environment, ...(project === undefined ? {} : { project }) };
  const result = await resultOf(serverApi().GET('/api/v1/images/upgrades', { params: { query } }));
  return result.ok ? result.data : null;
}
