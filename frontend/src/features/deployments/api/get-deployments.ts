import 'server-only';
import { resultOf, type ApiResult } from '@/lib/api/client';
import { serverApi } from '@/lib/api/server-client';
import type { Deployment, DeploymentPage } from '@/lib/api/types';
import { deploymentParameters, type DeploymentsQuery } from '../deployments-query';

const PAGE_SIZE = 100;

export function getDeployments(query: DeploymentsQuery): Promise<ApiResult<DeploymentPage>> {
  return resultOf(
    serverApi().GET('/api/v1/deployments', { params: { query: { ...deploymentParameters(query), limit: PAGE_SIZE } } }),
  );
}

/** Where an artifact runs now, in the order of the policy; nowhere if the API does not say. */
export async function getDeploymentsOf(artifact: string): Promise<readonly Deployment[]> {
  const result = await resultOf(
    serverApi().GET('/api/v1/deployments', { params: { query: { artifact, current: true, sort: 'image' } } }),
  );
  return result.ok ? result.data.items : [];
}
