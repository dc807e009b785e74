'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FilterChip } from '@/components/ui/filter-chip';
import { textOf } from '@/lib/forms/use-submission';
import { auditHref, isFiltered, NO_FILTERS, RANGE_KEYS, RANGES, type AuditQuery } from '../audit-query';

/** Filters are the address: what is set stands there as a chip, and taking a chip off is a link. */
export function AuditFilters({ query }: { readonly query: AuditQuery }) {
  const router = useRouter();
  const apply = (form: HTMLFormElement) => {
    const fields = new FormData(form);
    const day = (name: string) => textOf(fields, name) || undefined;
    const [from, to] = [day('from'), day('to')];
    router.push(
      auditHref({
        actor: pattern(textOf(fields, 'actor'), query.actor),
        action: pattern(textOf(fields, 'action'), query.action),
        target: pattern(textOf(fields, 'target'), query.target),
        since: from === undefined && to === undefined ? query.since : undefined,
        from,
        to,
      }),
      { scroll: false },
    );
  };
  return (
    <div className="mb-3 flex flex-col gap-3">
      <form
        // A new address fills the fields anew.
        key={auditHref(query)}
        action="/audit"
        role="search"
        aria-label="Audit"
        onSubmit={(event) => {
          event.preventDefault();
          apply(event.currentTarget);
        }}
        className="grid items-end grid-cols-2 gap-x-3 gap-y-2 lg:grid-cols-[1fr_1fr_1fr_auto_auto_auto] print:hidden"
      >
        <TextField
          label="Actor"
          name="actor"
          defaultValue={query.actor ?? ''}
          placeholder="ada@example.org"
          {...PLAIN}
        />
        <TextField label="Action" name="action" defaultValue={query.action ?? ''} placeholder="policy.*" {...PLAIN} />
        <TextField
          label="Target"
          name="target"
          defaultValue={query.target ?? ''}
          placeholder="build pipeline"
          {...PLAIN}
        />
        <TextField label="From (UTC)" name="from" type="date" defaultValue={query.from ?? ''} />
        <TextField label="To (UTC)" name="to" type="date" defaultValue={query.to ?? ''} />
        <Button type="submit" className="h-9 max-lg:col-start-2">
          Filter
        </Button>
      </form>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <ul aria-label="Time" className="flex flex-wrap gap-1 print:hidden">
          {RANGE_KEYS.map((range) => (
            <li key={range}>
              <FilterChip
                href={auditHref({
                  ...query,
                  from: undefined,
                  to: undefined,
                  since: query.since === range ? undefined : range,
                })}
                isOn={query.since === range}
              >
                {RANGES[range].name}
              </FilterChip>
            </li>
          ))}
        </ul>
        <ul aria-label="Active filters" className="flex flex-wrap gap-1 empty:hidden">
          <Chip query={query} name="actor">
            who: {query.actor}
          </Chip>
          <Chip query={query} name="action">
            what: {query.action}
          </Chip>
          <Chip query={query} name="target">
            target: {query.target}
          </Chip>
          <Chip query={query} name="from">
            from {query.from}
          </Chip>
          <Chip query={query} name="to">
            to {query.to}
          </Chip>
        </ul>
        {isFiltered(query) && (
          <Link href={auditHref(NO_FILTERS)} scroll={false} prefetch={false} className="link text-sm print:hidden">
            Clear all
          </Link>
        )}
      </div>
    </div>
  );
}

const PLAIN = { autoComplete: 'off', spellCheck: false, autoCapitalize: 'none' } as const;

/** What is typed is looked for inside; what a chip holds already, or names with `*`, is taken as it stands. */
function pattern(typed: string, current: string | undefined): string | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  return text === current || text.includes('*') ? text : `*${text}*`;
}

interface ChipProps {
  readonly query: AuditQuery;
  readonly name: Exclude<keyof AuditQuery, 'since'>;
  readonly children: ReactNode;
}

function Chip({ query, name, children }: ChipProps) {
  if (query[name] === undefined) return null;
  return (
    <li className="max-w-full">
      <FilterChip href={auditHref({ ...query, [name]: undefined })} isOn>
        <span className="max-w-80 truncate">{children}</span>
      </FilterChip>
    </li>
  );
}
