import Link from 'next/link';
import { FilterChip } from '@/components/ui/filter-chip';
import { FilterChoices, withChosen } from '@/components/ui/filter-choices';
import { SearchField } from '@/components/ui/search-field';
import { STATE_NAME } from '../waiver-words';
import {
  isFiltered,
  listHref,
  SOON_DAYS,
  STATE_LISTS,
  UNUSED_DAYS,
  WORK_LISTS,
  waiversHref,
  type WaiverListName,
  type WaiversQuery,
} from '../waivers-query';

interface WaiverFiltersProps {
  readonly query: WaiversQuery;
  readonly projects: readonly string[];
  /** Whether the person can approve anything. */
  readonly canApprove: boolean;
}

const LIST_NAME: Record<WaiverListName, string> = {
  ...STATE_NAME,
  approve: 'To approve by you',
  ending: `Ends within ${SOON_DAYS} days`,
  unused: `Unused for ${UNUSED_DAYS} days`,
  overtaken: 'No longer needed',
};

/** Filters are the address; one list at a time. */
export function WaiverFilters({ query, projects, canApprove }: WaiverFiltersProps) {
  const chip = (list: WaiverListName) => (
    <FilterChip href={listHref(query, query.list === list ? undefined : list)} isOn={query.list === list}>
      {LIST_NAME[list]}
    </FilterChip>
  );
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2 print:hidden">
      <SearchField label="Search waivers" />
      <FilterChoices name="To do" values={WORK_LISTS.filter((list) => list !== 'approve' || canApprove)}>
        {chip}
      </FilterChoices>
      <FilterChoices name="State" values={STATE_LISTS}>
        {chip}
      </FilterChoices>
      <FilterChoices name="Project" values={withChosen(projects, query.project)}>
        {(project) => (
          <FilterChip
            href={waiversHref({ ...query, project: query.project === project ? undefined : project })}
            isOn={query.project === project}
          >
            <span className="max-w-40 truncate">{project}</span>
          </FilterChip>
        )}
      </FilterChoices>
      {isFiltered(query) && (
        <Link
          href={listHref({ ...query, project: undefined, q: undefined }, undefined)}
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
