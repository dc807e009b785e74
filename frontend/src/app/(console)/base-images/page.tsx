import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getProjectSlugs } from '@/features/deployments/api/get-project-slugs';
import { getEnvironments } from '@/features/fleet/api/get-environments';
import { getFleetBases } from '@/features/fleet/api/get-fleet-bases';
import { baseQueryFor, parseBaseQuery } from '@/features/fleet/base-query';
import { BaseFilters } from '@/features/fleet/components/base-filters';
import { BasesTable } from '@/features/fleet/components/bases-table';
import { FleetParts } from '@/features/fleet/components/fleet-parts';
import { LookAgain } from '@/features/fleet/components/look-again';
import { FollowChanges } from '@/features/live/live-changes';
import { counted } from '@/lib/format/number';

export const metadata = { title: 'Base images' };

export default async function BaseImagesPage({ searchParams }: PageProps<'/base-images'>) {
  const asked = parseBaseQuery(await searchParams);
  const [environments, projects] = await Promise.all([getEnvironments(), getProjectSlugs()]);
  const query = baseQueryFor(asked, environments);
  const bases = query === null ? null : await getFleetBases(query);
  const page = bases?.ok === true ? bases.data : null;
  return (
    <>
      <FollowChanges kinds={['report', 'verdict', 'policy']} />
      <div className="mb-3 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="text-xl">Fleet</h1>
        <FleetParts here="base images" />
        {page !== null && page.items.length > 0 && (
          <p className="text-ink-soft">
            {counted(page.imageCount, 'image')} on {counted(page.total, 'base image')}
          </p>
        )}
      </div>
      {query !== null && <BaseFilters query={query} environments={environments} projects={projects} />}
      {bases?.ok === false && <ProblemNotice problem={bases.problem} />}
      {query !== null && page !== null && page.items.length > 0 && (
        <>
          <p className="mb-2 max-w-[90ch] text-sm text-ink-soft">
            Base images are recognised by their layers. A failing image passes on the newer build if the gate passes it
            there with nothing else changed.
            {!page.isComplete && (
              <>
                {' '}
                Newer builds are still evaluated in the background.
                <LookAgain key={page.items.reduce((sum, { evaluated }) => sum + evaluated, 0)} />
              </>
            )}
          </p>
          <BasesTable query={query} firstPage={page} />
        </>
      )}
      {page !== null && page.items.length === 0 && (
        <EmptyState title="No base image is recognised">
          <p>
            Send a report of each base image as of any other image, and reports that list layers, such as Trivy JSON.
            Plimsoll then recognises which images are built on it.
          </p>
        </EmptyState>
      )}
    </>
  );
}
