import Link from 'next/link';
import { FilterChip } from '@/components/ui/filter-chip';
import { FilterChoices, withChosen } from '@/components/ui/filter-choices';
import type { Outcome, RuleSum } from '@/lib/api/types';
import { groupedNumber } from '@/lib/format/number';
import { FLEET_OUTCOMES, fleetHref, isFiltered, WHOLE_FLEET, type FleetQuery } from '../fleet-query';

interface FleetFiltersProps {
  readonly query: FleetQuery;
  /** Most lenient first. */
  readonly environments: readonly string[];
  readonly projects: readonly string[];
  /** That did not pass, most images first. */
  readonly rules: readonly RuleSum[];
}

const MOST_RULES = 8;

const OUTCOME_WORDS: Record<Outcome, string> = { fail: 'Cannot ship', unknown: 'Unknown', pass: 'Can ship' };

/** Filters are the address. */
export function FleetFilters({ query, environments, projects, rules }: FleetFiltersProps) {
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
      <FilterChoices name="Rule not passed" values={shownRules(rules, query.rule)}>
        {(rule) => (
          <FilterChip {...turned(query, 'rule', rule)}>
            <span className="max-w-64 truncate font-mono text-[0.92em]">{rule}</span>
            <span className="text-xs text-ink-soft">{countOf(rules, rule)}</span>
          </FilterChip>
        )}
      </FilterChoices>
      {isFiltered(query) && (
        <Link
          href={fleetHref({ ...WHOLE_FLEET, sort: query.sort })}
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

function shownRules(rules: readonly RuleSum[], chosen: string | undefined): readonly string[] {
  return withChosen(
    rules.slice(0, MOST_RULES).map(({ rule }) => rule),
    chosen,
  );
}

function countOf(rules: readonly RuleSum[], wanted: string): string {
  return groupedNumber(rules.find(({ rule }) => rule === wanted)?.images ?? 0);
}

/** One value at a time; the one that is on is taken off. */
function turned<Key extends 'environment' | 'project' | 'outcome' | 'rule'>(
  query: FleetQuery,
  key: Key,
  value: FleetQuery[Key],
): { href: string; isOn: boolean } {
  const isOn = query[key] === value;
  return { href: fleetHref({ ...query, [key]: isOn ? undefined : value }), isOn };
}
