import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { SearchField } from '@/components/ui/search-field';
import { getProjectSlugs } from '@/features/deployments/api/get-project-slugs';
import { getEnvironments } from '@/features/fleet/api/get-environments';
import { getFleet } from '@/features/fleet/api/get-fleet';
import { FirstReport } from '@/features/fleet/components/first-report';
import { FleetFilters } from '@/features/fleet/components/fleet-filters';
import { FleetSum } from '@/features/fleet/components/fleet-sum';
import { FleetTable } from '@/features/fleet/components/fleet-table';
import { isFiltered, parseFleetQuery, type FleetQuery } from '@/features/fleet/fleet-query';
import { counted } from '@/lib/format/number';
import { pageOrigin } from '@/lib/http/page-origin';

export const metadata = { title: 'Fleet' };

export default async function FleetPage({ searchParams }: PageProps<'/'>) {
  const query = parseFleetQuery(await searchParams);
  const [fleet, environments, projects] = await Promise.all([getFleet(query), getEnvironments(), getProjectSlugs()]);
  const isEmpty = fleet.ok && fleet.data.items.length === 0;
  const isFirst = isEmpty && !isFiltered(query);
  const columns = environments.filter((name) => [name, undefined].includes(query.environment));

  return (
    <>
      <div className="mb-3 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-xl">Fleet</h1>
        {fleet.ok && !isEmpty && <p className="text-ink-soft">{counted(fleet.data.total, 'image')}</p>}
        <div className="flex min-w-full justify-end sm:min-w-0 sm:grow">
          <SearchField label="Search images" />
        </div>
      </div>
      {fleet.ok && !isEmpty && fleet.data.environments && (
        <FleetSum query={query} sums={fleet.data.environments} isLeast={typeof fleet.data.total === 'string'} />
      )}
      {!isFirst && <FleetFilters query={query} environments={environments} projects={projects} />}
      {!fleet.ok && <ProblemNotice problem={fleet.problem} />}
      {isFirst && <FirstReport origin={await pageOrigin()} environments={environments} />}
      {isEmpty && !isFirst && <NoMatch query={query} />}
      {fleet.ok && !isEmpty && <FleetTable query={query} firstPage={fleet.data} environments={columns} />}
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
    <EmptyState title="No image is called that">
      <p>
        Nothing in the fleet holds “{q}” in its name. Search for a part of the repository, such as{' '}
        <code className="font-mono">acme/api</code>.
      </p>
    </EmptyState>
  );
}
