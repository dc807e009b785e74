import Link from 'next/link';
import { FilterChip } from '@/components/ui/filter-chip';
import { FilterChoices, withChosen } from '@/components/ui/filter-choices';
import type { Outcome } from '@/lib/api/types';
import { deploymentsHref, isFiltered, OUTCOMES, type DeploymentsQuery } from '../deployments-query';

interface DeploymentFiltersProps {
  readonly query: DeploymentsQuery;
  /** Most lenient first. */
  readonly environments: readonly string[];
  readonly projects: readonly string[];
}

const OUTCOME_WORDS: Record<Outcome, string> = {
  fail: 'Fail',
  unknown: 'Unknown',
  pass: 'Pass',
};

/** Filters are the address. */
export function DeploymentFilters({ query, environments, projects }: DeploymentFiltersProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2 print:hidden">
      <FilterChoices name="Environment" values={withChosen(environments, query.environment)}>
        {(environment) => (
          <FilterChip {...turned(query, 'environment', environment)}>
            <span className="max-w-40 truncate">{environment}</span>
          </FilterChip>
        )}
      </FilterChoices>
      <FilterChoices name="Verdict now" values={OUTCOMES}>
        {(outcome) => <FilterChip {...turned(query, 'outcome', outcome)}>{OUTCOME_WORDS[outcome]}</FilterChip>}
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
          href={deploymentsHref({ ...query, environment: undefined, project: undefined, outcome: undefined })}
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
  query: DeploymentsQuery,
  key: Key,
  value: DeploymentsQuery[Key],
): { href: string; isOn: boolean } {
  const isOn = query[key] === value;
  return { href: deploymentsHref({ ...query, [key]: isOn ? undefined : value }), isOn };
}
