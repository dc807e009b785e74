import { buttonLook } from '@/components/ui/button';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { SearchField } from '@/components/ui/search-field';
import { getProjectSlugs } from '@/features/deployments/api/get-project-slugs';
import { getEnvironments } from '@/features/fleet/api/get-environments';
import { getFleetUpgrades } from '@/features/fleet/api/get-fleet-upgrades';
import { getFleet } from '@/features/fleet/api/get-fleet';
import { env } from '@/config/env';
import { FirstReport } from '@/features/fleet/components/first-report';
import { FleetFilters } from '@/features/fleet/components/fleet-filters';
import { FleetUpgrades } from '@/features/fleet/components/fleet-upgrades';
import { FleetParts } from '@/features/fleet/components/fleet-parts';
import { FleetSum } from '@/features/fleet/components/fleet-sum';
import { FleetTable } from '@/features/fleet/components/fleet-table';
import { FleetViewList } from '@/features/fleet/components/fleet-view-list';
import { fleetExportHref, isFiltered, parseFleetQuery, type FleetQuery } from '@/features/fleet/fleet-query';
import { FollowChanges } from '@/features/live/live-changes';
import { counted } from '@/lib/format/number';
import { pageOrigin } from '@/lib/http/page-origin';

export const metadata = { title: 'Fleet' };

export default async function FleetPage({ searchParams }: PageProps<'/'>) {
  const query = parseFleetQuery(await searchParams);
  const [fleet, environments, projects] = await Promise.all([getFleet(query), getEnvironments(), getProjectSlugs()]);
  const isEmpty = fleet.ok && fleet.data.items.length === 0;
  const isFirst = isEmpty && !isFiltered(query);
  const judged = query.environment ?? environments.at(-1);
  const upgrades =
    judged === undefined || isEmpty || !environments.includes(judged)
      ? null
      : await getFleetUpgrades(judged, query.project);
  const columns = environments.filter((name) => [name, undefined].includes(query.environment));

  return (
    <>
      <FollowChanges kinds={['report', 'verdict', 'policy']} />
      <div className="mb-3 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-xl">Fleet</h1>
        {!isFirst && <FleetParts here="images" />}
        {fleet.ok && !isEmpty && <p className="text-ink-soft">{counted(fleet.data.total, 'image')}</p>}
        <div className="flex min-w-full flex-wrap items-center justify-end gap-2 sm:min-w-0 sm:grow print:hidden">
          {fleet.ok && !isEmpty && <FleetExport query={query} />}
          <SearchField label="Search images" />
        </div>
      </div>
      {!isFirst && <FleetViewList query={query} environments={environments} />}
      {fleet.ok && !isEmpty && fleet.data.environments && (
        <FleetSum query={query} sums={fleet.data.environments} isLeast={typeof fleet.data.total === 'string'} />
      )}
      {upgrades && <FleetUpgrades found={upgrades} />}
      {!isFirst && (
        <FleetFilters
          query={query}
          environments={environments}
          projects={projects}
          rules={(fleet.ok && fleet.data.rules) || []}
        />
      )}
      {!fleet.ok && <ProblemNotice problem={fleet.problem} />}
      {isFirst && (
        <FirstReport origin={await pageOrigin()} command={env().PLIMSOLL_COMMAND} environments={environments} />
      )}
      {isEmpty && !isFirst && <NoMatch query={query} />}
      {fleet.ok && !isEmpty && <FleetTable query={query} firstPage={fleet.data} environments={columns} />}
    </>
  );
}

function FleetExport({ query }: { readonly query: FleetQuery }) {
  return (
    <>
      <a href={fleetExportHref(query, 'csv')} download className={buttonLook('quiet')}>
        Export CSV
      </a>
      <a href={fleetExportHref(query, 'json')} download className={buttonLook('quiet')}>
        Export JSON
      </a>
    </>
  );
}

function NoMatch({ query: { q, ...filters } }: { readonly query: FleetQuery }) {
  if (q === undefined || isFiltered({ ...filters, q: undefined })) {
    return (
      <EmptyState title="No matching images">
        <p>No image matches all of these filters. Remove a filter.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No matching images">
      <p>
        No image name contains “{q}”. Try part of the repository, such as <code className="font-mono">acme/api</code>.
      </p>
    </EmptyState>
  );
}
