import { buttonLook } from '@/components/ui/button';
import { NoPermission } from '@/components/ui/no-permission';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { getAuditEvents, getAuditHead } from '@/features/audit/api/get-audit-events';
import { auditFilter, exportHref, isFiltered, parseAuditQuery } from '@/features/audit/audit-query';
import { AuditFilters } from '@/features/audit/components/audit-filters';
import { AuditTable } from '@/features/audit/components/audit-table';
import { ChainHead } from '@/features/audit/components/chain-head';
import { mayEverywhere } from '@/features/session/api/permissions';
import { counted } from '@/lib/format/number';

export const metadata = { title: 'Audit' };

export default async function AuditPage({ searchParams }: PageProps<'/audit'>) {
  if (!(await mayEverywhere('audit:read'))) return <NoPermission title="Audit" permission="audit:read" />;
  const query = parseAuditQuery(await searchParams);
  const filter = auditFilter(query, Date.now());
  const [events, head] = await Promise.all([getAuditEvents(filter), getAuditHead()]);
  return (
    <>
      <div className="mb-1 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-xl">Audit</h1>
        {events.ok && <p className="text-ink-soft">{counted(events.data.total, 'event')}</p>}
        <p className="flex gap-2 sm:ml-auto print:hidden">
          <a href={exportHref(filter, 'jsonl')} download className={buttonLook('plain')}>
            Export JSON lines
          </a>
          <a href={exportHref(filter, 'csv')} download className={buttonLook('plain')}>
            Export CSV
          </a>
        </p>
      </div>
      <div className="mb-4">{head.ok && <ChainHead head={head.data} />}</div>
      <AuditFilters query={query} />
      {!events.ok && <ProblemNotice problem={events.problem} />}
      {events.ok && events.data.items.length === 0 && (
        <EmptyState title={isFiltered(query) ? 'No matching events' : 'No events yet'}>
          <p>
            {isFiltered(query)
              ? 'No event matches all of these filters. Remove a filter.'
              : 'Every sign-in and every change of people, roles, tokens and the policy is written here.'}
          </p>
        </EmptyState>
      )}
      {events.ok && events.data.items.length > 0 && (
        <AuditTable query={query} filter={filter} firstPage={events.data} />
      )}
    </>
  );
}
