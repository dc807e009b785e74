import { FilterChip } from '@/components/ui/filter-chip';
import { PartForbidden } from '@/components/ui/no-permission';
import { EmptyState, ProblemNotice } from '@/components/ui/notice';
import { SearchField } from '@/components/ui/search-field';
import { getPeople, getProjectSlugs } from '@/features/administration/api/administration-data';
import { InviteButton } from '@/features/administration/people/invite-dialog';
import { ACCOUNT_STATES, parsePeopleQuery, peopleHref } from '@/features/administration/people/people-query';
import { PeopleTable } from '@/features/administration/people/people-table';
import { mayEverywhere } from '@/features/session/api/permissions';
import { counted } from '@/lib/format/number';

export const metadata = { title: 'People' };

export default async function PeoplePage({ searchParams }: PageProps<'/administration/people'>) {
  if (!(await mayEverywhere('account:read'))) return <PartForbidden permission="account:read" />;
  const query = parsePeopleQuery(await searchParams);
  const [people, projects, canWrite] = await Promise.all([
    getPeople(query),
    getProjectSlugs(),
    mayEverywhere('account:write'),
  ]);
  return (
    <section aria-label="People">
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchField label="Search people" />
        <ul aria-label="State" className="flex flex-wrap gap-1">
          {ACCOUNT_STATES.map((state) => (
            <li key={state}>
              <FilterChip
                href={peopleHref({ ...query, state: query.state === state ? undefined : state })}
                isOn={query.state === state}
              >
                {state}
              </FilterChip>
            </li>
          ))}
        </ul>
        {people.ok && <p className="text-sm text-ink-soft">{counted(people.data.total, 'person', 'people')}</p>}
        {canWrite && (
          <div className="ml-auto">
            <InviteButton projects={projects} />
          </div>
        )}
      </div>
      {!people.ok && <ProblemNotice problem={people.problem} />}
      {people.ok && people.data.items.length === 0 && (
        <EmptyState title="No matching people">
          <p>No name or email address matches, or no person is in that state. Remove a filter.</p>
        </EmptyState>
      )}
      {people.ok && (
        <div hidden={people.data.items.length === 0}>
          <PeopleTable query={query} firstPage={people.data} projects={projects} canWrite={canWrite} />
        </div>
      )}
    </section>
  );
}
