import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getDeployments } from '@/features/deployments/api/get-deployments';
import { getProjectSlugs } from '@/features/deployments/api/get-project-slugs';
import { DeploymentFilters } from '@/features/deployments/components/deployment-filters';
import { DeploymentsTable } from '@/features/deployments/components/deployments-table';
import { FirstDeployment } from '@/features/deployments/components/first-deployment';
import { isFiltered, parseDeploymentsQuery } from '@/features/deployments/deployments-query';
import { getEnvironments } from '@/features/fleet/api/get-environments';
import { FollowChanges } from '@/features/live/live-changes';
import { counted } from '@/lib/format/number';
import { pageOrigin } from '@/lib/http/page-origin';

export const metadata = { title: 'Deployments' };

export default async function DeploymentsPage({ searchParams }: PageProps<'/deployments'>) {
  const query = parseDeploymentsQuery(await searchParams);
  const [deployments, environments, projects] = await Promise.all([
    getDeployments(query),
    getEnvironments(),
    getProjectSlugs(),
  ]);
  const isEmpty = deployments.ok && deployments.data.items.length === 0;
  const isFirst = isEmpty && !isFiltered(query);
  return (
    <>
      <FollowChanges kinds={['deployment', 'verdict', 'policy']} />
      <div className="mb-4 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="text-xl">Deployments</h1>
        {deployments.ok && !isEmpty && <p className="text-ink-soft">{counted(deployments.data.total, 'deployment')}</p>}
      </div>
      {!isFirst && <DeploymentFilters query={query} environments={environments} projects={projects} />}
      {!deployments.ok && <ProblemNotice problem={deployments.problem} />}
      {isFirst && <FirstDeployment origin={await pageOrigin()} />}
      {isEmpty && !isFirst && (
        <EmptyState title="No matching deployments">
          <p>No deployment matches all of these filters. Remove a filter.</p>
        </EmptyState>
      )}
      {deployments.ok && !isEmpty && <DeploymentsTable query={query} firstPage={deployments.data} />}
    </>
  );
}
