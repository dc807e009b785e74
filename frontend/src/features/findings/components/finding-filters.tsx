import Link from 'next/link';
import { FilterChip } from '@/components/ui/filter-chip';
import { SearchField } from '@/components/ui/search-field';
import { SeverityFlag } from '@/components/ui/severity-flag';
import { FIX_STATES, LAYER_ORIGINS, SEVERITIES, type FindingFacets } from '@/lib/api/types';
import { FINDING_KINDS, KIND_NAME } from '@/lib/api/vocabulary';
import { groupedNumber } from '@/lib/format/number';
import { FIX_NAME, LAYER_NAME, SEVERITY_NAME } from '@/lib/format/words';
import { findingsHref, isFiltered, toggled, withoutFilters, type FindingQuery } from '../finding-query';
import { FindingViews } from './finding-views';

interface FindingFiltersProps {
  readonly artifactId: string;
  readonly query: FindingQuery;
  readonly facets: FindingFacets | undefined;
}

export function FindingFilters({ artifactId, query, facets }: FindingFiltersProps) {
  const to = (change: Partial<FindingQuery>) => findingsHref(artifactId, { ...query, ...change });
  // A kind that does not occur needs no filter, and a single one neither.
  const kinds = FINDING_KINDS.filter((kind) => query.kind.includes(kind) || (facets?.kind[kind] ?? 0) > 0);
  const fixes = FIX_STATES.filter(
    (fix) => fix === 'available' || query.fix.includes(fix) || (facets?.fix[fix] ?? 0) > 0,
  );
  const layers = LAYER_ORIGINS.filter((layer) => query.layer.includes(layer) || (facets?.layer?.[layer] ?? 0) > 0);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 print:hidden">
      <SearchField label="Search findings" />
      <FindingViews artifactId={artifactId} here="findings" />
      <ul aria-label="Severity" className="flex flex-wrap gap-1">
        {SEVERITIES.map((severity) => (
          <li key={severity}>
            <FilterChip
              href={to({ severity: toggled(query.severity, severity) })}
              isOn={query.severity.includes(severity)}
            >
              <SeverityFlag severity={severity} isNamed={false} />
              {SEVERITY_NAME[severity]}
              <Count value={facets?.severity[severity]} />
            </FilterChip>
          </li>
        ))}
      </ul>
      {(kinds.length > 1 || query.kind.length > 0) && (
        <ul aria-label="Kind" className="flex flex-wrap gap-1">
          {kinds.map((kind) => (
            <li key={kind}>
              <FilterChip href={to({ kind: toggled(query.kind, kind) })} isOn={query.kind.includes(kind)}>
                {KIND_NAME[kind]}
                <Count value={facets?.kind[kind]} />
              </FilterChip>
            </li>
          ))}
        </ul>
      )}
      <ul aria-label="Fix" className="flex flex-wrap gap-1">
        {fixes.map((fix) => (
          <li key={fix}>
            <FilterChip href={to({ fix: toggled(query.fix, fix) })} isOn={query.fix.includes(fix)}>
              {FIX_NAME[fix]}
              <Count value={facets?.fix[fix]} />
            </FilterChip>
          </li>
        ))}
      </ul>
      {layers.length > 0 && (
        <ul aria-label="Layer" className="flex flex-wrap gap-1">
          {layers.map((layer) => (
            <li key={layer}>
              <FilterChip href={to({ layer: toggled(query.layer, layer) })} isOn={query.layer.includes(layer)}>
                {LAYER_NAME[layer]}
                <Count value={facets?.layer?.[layer]} />
              </FilterChip>
            </li>
          ))}
        </ul>
      )}
      {(query.isOverdue || typeof facets?.overdue === 'number') && (
        <FilterChip href={to({ isOverdue: !query.isOverdue })} isOn={query.isOverdue}>
          Overdue
          <Count value={facets?.overdue ?? undefined} />
        </FilterChip>
      )}
      {isFiltered(query) && (
        <Link href={to(withoutFilters(query))} scroll={false} prefetch={false} className="link text-sm">
          Clear all
        </Link>
      )}
    </div>
  );
}

function Count({ value }: { readonly value: number | undefined }) {
  return value === undefined ? null : <span className="text-xs text-ink-soft">{groupedNumber(value)}</span>;
}
