import { FilterChip } from '@/components/ui/filter-chip';
import { FilterChoices } from '@/components/ui/filter-choices';
import { withParameters } from '@/lib/url/search-parameters';

interface BaseChoiceProps {
  readonly artifactId: string;
  readonly environments: readonly string[];
  /** What the page compares with now; undefined for the artifact before. */
  readonly to: string | undefined;
}

/** What the artifact can be compared with. */
export function BaseChoice({ artifactId, environments, to }: BaseChoiceProps) {
  const path = `/artifacts/${artifactId}/compare`;
  return (
    <FilterChoices name="Compare with" values={['', ...environments]}>
      {(base) => (
        <FilterChip href={base === (to ?? '') ? path : withParameters(path, { to: base })} isOn={base === (to ?? '')}>
          {base === '' ? 'previous artifact' : `running in ${base}`}
        </FilterChip>
      )}
    </FilterChoices>
  );
}
