import Link from 'next/link';
import { FilterChip } from '@/components/ui/filter-chip';
import { FilterChoices, withChosen } from '@/components/ui/filter-choices';
import type { Outcome } from '@/lib/api/types';
import { FLEET_OUTCOMES, fleetHref, isFiltered, type FleetQuery } from '../fleet-query';

interface FleetFiltersProps {
  readonly query: FleetQuery;
  /** Most lenient first. */
  readonly environments: readonly string[];
  readonly projects: readonly string[];
}

const OUTCOME_WORDS: Record<Outcome, string> = { fail: 'Cannot ship', unknown: 'Unknown', pass: 'Can ship' };

/** Filters are the address. */
export function FleetFilters({ query, environments, projects }: FleetFiltersProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2 print:hidden">
      <FilterChoices name="Verdict" values={FLEET_OUTCOMES}>
        {(outcome) => <FilterChip {...turned(query, 'outcome', outcome)}>{OUTCOME_WORDS[outcome]}</FilterChip>}
      </FilterChoices>
      <FilterChoices name="Environment" values={withChosen(environments, query.environment)}>
        {(environment) => (
          <FilterChip {...turned(query, 'environment', environment)}>
            <span className="max-w-40 truncate">{environment}</span>
          </FilterChip>
        )}
      </FilterChoices>
      <FilterChoices name="Project" values={withChosen(projects, query.project)}>
        {(project) => (
          <FilterChip {...turned(query, 'project', project)}>
            <span className="max-w-40 truncate">{project}</span>
          </FilterChip>
        )}
      </FilterChoices>
      {isFiltered(query) && (
        <Link
          href={fleetHref({
            sort: query.sort,
            q: undefined,
            outcome: undefined,
            environment: undefined,
            project: undefined,
          })}
          scroll={false}
          prefetch={false}
          className="link text-sm"
        >
          Clear all
        </Link>
      )}
    </div>
  );
}

/** One value at a time; the one that is on is taken off. */
function turned<Key extends 'environment' | 'project' | 'outcome'>(
  query: FleetQuery,
  key: Key,
  value: FleetQuery[Key],
): { href: string; isOn: boolean } {
  const isOn = query[key] === value;
  return { href: fleetHref({ ...query, [key]: isOn ? undefined : value }), isOn };
}
