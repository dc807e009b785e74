import { FilterChip } from '@/components/ui/filter-chip';
import { FilterChoices, withChosen } from '@/components/ui/filter-choices';
import { ViewChoice } from '@/components/ui/view-choice';
import { basesHref, type BaseQuery } from '../base-query';

interface BaseFiltersProps {
  readonly query: BaseQuery;
  /** Most lenient first. */
  readonly environments: readonly string[];
  readonly projects: readonly string[];
}

/** Filters are the address; one environment is always chosen. */
export function BaseFilters({ query, environments, projects }: BaseFiltersProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2 print:hidden">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="text-xs text-ink-soft">Environment</span>
        <ViewChoice
          label="Environment"
          views={withChosen(environments, query.environment).map((environment) => ({
            name: environment,
            href: basesHref({ ...query, environment }),
            isHere: query.environment === environment,
          }))}
        />
      </div>
      <FilterChoices name="Project" values={withChosen(projects, query.project)}>
        {(project) => (
          <FilterChip
            href={basesHref({ ...query, project: query.project === project ? undefined : project })}
            isOn={query.project === project}
          >
            <span className="max-w-40 truncate">{project}</span>
          </FilterChip>
        )}
      </FilterChoices>
    </div>
  );
}
