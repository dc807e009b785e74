import { NoPermission } from '@/components/ui/no-permission';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getProjectSlugs } from '@/features/deployments/api/get-project-slugs';
import { FollowChanges } from '@/features/live/live-changes';
import { maySomewhere } from '@/features/session/api/permissions';
import { getWaivers } from '@/features/waivers/api/get-waivers';
import { FirstWaiver } from '@/features/waivers/components/first-waiver';
import { WaiverFilters } from '@/features/waivers/components/waiver-filters';
import { WaiversTable } from '@/features/waivers/components/waivers-table';
import {
  isFiltered,
  parseWaiversQuery,
  SOON_DAYS,
  UNUSED_DAYS,
  type WaiversQuery,
} from '@/features/waivers/waivers-query';
import { counted } from '@/lib/format/number';
import { pageOrigin } from '@/lib/http/page-origin';

export const metadata = { title: 'Waivers' };

export default async function WaiversPage({ searchParams }: PageProps<'/waivers'>) {
  if (!(await maySomewhere('waiver:read'))) return <NoPermission title="Waivers" permission="waiver:read" />;
  const query = parseWaiversQuery(await searchParams, Date.now());
  const [waivers, projects, canApprove] = await Promise.all([
    getWaivers(query),
    getProjectSlugs(),
    maySomewhere('waiver:approve'),
  ]);
  const isEmpty = waivers.ok && waivers.data.items.length === 0;
  const isFirst = isEmpty && !isFiltered(query);
  return (
    <>
      <FollowChanges kinds={['waiver']} />
      <div className="mb-4 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="text-xl">Waivers</h1>
        {waivers.ok && !isEmpty && <p className="text-ink-soft">{counted(waivers.data.total, 'waiver')}</p>}
      </div>
      {!isFirst && <WaiverFilters query={query} projects={projects} canApprove={canApprove} />}
      {!waivers.ok && <ProblemNotice problem={waivers.problem} />}
      {isFirst && <FirstWaiver origin={await pageOrigin()} />}
      {isEmpty && !isFirst && <NothingListed query={query} />}
      {waivers.ok && !isEmpty && <WaiversTable query={query} firstPage={waivers.data} />}
    </>
  );
}

function NothingListed({ query: { list, project, q } }: { readonly query: WaiversQuery }) {
  if (project === undefined && q === undefined && list === 'approve') {
    return (
      <EmptyState title="Nothing waits for your approval">
        <p>Requests by others appear here. You cannot approve your own requests.</p>
      </EmptyState>
    );
  }
  if (project === undefined && q === undefined && list === 'ending') {
    return (
      <EmptyState title={`No waiver ends within ${SOON_DAYS} days`}>
        <p>Renew a waiver before it ends: the verdicts that use it end with it.</p>
      </EmptyState>
    );
  }
  if (project === undefined && q === undefined && list === 'unused') {
    return (
      <EmptyState title="Every active waiver is used">
        <p>A waiver that no verdict has used for {UNUSED_DAYS} days appears here. It can be revoked.</p>
      </EmptyState>
    );
  }
  if (project === undefined && q === undefined && list === 'overtaken') {
    return (
      <EmptyState title="Every waiver that was used is needed">
        <p>
          A waiver that verdicts used and none uses now appears here: its finding is fixed, or another waiver covers it.
          It can be revoked.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No waiver matches">
      <p>No waiver matches all of these filters. Remove a filter.</p>
    </EmptyState>
  );
}
