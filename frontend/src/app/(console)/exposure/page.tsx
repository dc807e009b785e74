import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getExposure } from '@/features/exposure/api/get-exposure';
import { ExposureSearch } from '@/features/exposure/components/exposure-search';
import { ExposureSummary } from '@/features/exposure/components/exposure-summary';
import { ExposureTable } from '@/features/exposure/components/exposure-table';
import { exposureHref, parseExposureQuery, whereElseHref } from '@/features/exposure/exposure-query';
import Link from 'next/link';

const EXAMPLE = whereElseHref('component', 'lodash <4.17.21');

export const metadata = { title: 'Exposure' };

export default async function ExposurePage({ searchParams }: PageProps<'/exposure'>) {
  const query = parseExposureQuery(await searchParams);
  const exposure = query.q === undefined ? null : await getExposure(query);
  const page = exposure?.ok === true ? exposure.data : null;
  return (
    <>
      <div className="mb-4 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="text-xl">Exposure</h1>
      </div>
      <ExposureSearch query={query} canRun={page === null || page.runningTotal !== null} />
      {exposure === null && (
        <EmptyState title="Find affected artifacts">
          <p>
            Search for an advisory such as CVE-2021-44228, a component by its name, or a package URL: this page lists
            the affected artifacts, where they run, and their current verdicts.
          </p>
          <p>
            After a component’s name, a version or a range narrows it down:{' '}
            <Link href={EXAMPLE} prefetch={false} className="link font-mono text-[0.92em]">
              lodash &lt;4.17.21
            </Link>
          </p>
        </EmptyState>
      )}
      {exposure?.ok === false && <ProblemNotice problem={exposure.problem} />}
      {page && <ExposureSummary page={page} />}
      {page && page.items.length > 0 && <ExposureTable query={query} firstPage={page} />}
      {page && page.items.length === 0 && (
        <EmptyState
          title={
            query.isRunningOnly ? 'No running artifact is known to be affected' : 'No artifact is known to be affected'
          }
        >
          <p>
            No current scan of {page.artifacts === 1 ? 'the one artifact' : `the ${page.artifacts} artifacts`} that you
            see names {query.q}. This is no guarantee: a scan knows only what its database knew at the time.
          </p>
          {query.isRunningOnly && (
            <p>
              <Link href={exposureHref({ ...query, isRunningOnly: false })} prefetch={false} className="link">
                Include artifacts that are not running
              </Link>
            </p>
          )}
        </EmptyState>
      )}
    </>
  );
}
