import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { SearchField } from '@/components/ui/search-field';
import { getEnvironments } from '@/features/fleet/api/get-environments';
import { getFleet } from '@/features/fleet/api/get-fleet';
import { FirstReport } from '@/features/fleet/components/first-report';
import { FleetTable } from '@/features/fleet/components/fleet-table';
import { parseFleetQuery } from '@/features/fleet/fleet-query';
import { counted } from '@/lib/format/number';
import { pageOrigin } from '@/lib/http/page-origin';

export const metadata = { title: 'Fleet' };

export default async function FleetPage({ searchParams }: PageProps<'/'>) {
  const query = parseFleetQuery(await searchParams);
  const [fleet, environments] = await Promise.all([getFleet(query), getEnvironments()]);
  const isEmpty = fleet.ok && fleet.data.items.length === 0;

  return (
    <>
      <div className="mb-4 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-xl">Fleet</h1>
        {fleet.ok && !isEmpty && <p className="text-ink-soft">{counted(fleet.data.total, 'image')}</p>}
        <div className="flex min-w-full justify-end sm:min-w-0 sm:grow">
          <SearchField label="Search images" />
        </div>
      </div>
      {!fleet.ok && <ProblemNotice problem={fleet.problem} />}
      {isEmpty &&
        (query.q === undefined ? (
          <FirstReport origin={await pageOrigin()} environments={environments} />
        ) : (
          <NoMatch text={query.q} />
        ))}
      {fleet.ok && !isEmpty && <FleetTable query={query} firstPage={fleet.data} environments={environments} />}
    </>
  );
}

function NoMatch({ text }: { readonly text: string }) {
  return (
    <EmptyState title="No image is called that">
      <p>
        Nothing in the fleet holds “{text}” in its name. Search for a part of the repository, such as{' '}
        <code className="font-mono">acme/api</code>.
      </p>
    </EmptyState>
  );
}
