import Form from 'next/form';
import Link from 'next/link';
import { Fragment } from 'react';
import { Button } from '@/components/ui/button';
import { FilterChip } from '@/components/ui/filter-chip';
import { SearchIcon } from '@/components/ui/icons';
import { exposureHref, SUBJECT_KINDS, type ExposureQuery, type SubjectKind } from '../exposure-query';

const KIND_WORDS: Record<SubjectKind, string> = {
  advisory: 'an advisory',
  component: 'a component',
  purl: 'a package URL',
};

const LABEL = 'Advisory, component or package URL';

/** The question; what it is taken for can be put right once it is asked. */
export function ExposureSearch({ query, canRun }: { readonly query: ExposureQuery; readonly canRun: boolean }) {
  const { q, kind, isRunningOnly } = query;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2 print:hidden">
      <search className="w-full sm:w-auto sm:grow sm:max-w-128">
        <Form action="/exposure" className="flex gap-2">
          <span className="relative min-w-0 grow">
            <SearchIcon className="pointer-events-none absolute top-2 left-2.5 text-ink-soft" />
            <input
              // Another question comes with another address.
              key={q}
              type="search"
              name="q"
              defaultValue={q}
              required
              maxLength={2048}
              aria-label={LABEL}
              aria-keyshortcuts="/"
              data-page-search
              placeholder={LABEL}
              autoComplete="off"
              spellCheck={false}
              className="h-8 w-full rounded-sm border border-rule-strong bg-surface pr-2 pl-8 text-sm placeholder:text-ink-soft"
            />
          </span>
          <Button type="submit">Search</Button>
        </Form>
      </search>
      {q !== undefined && (
        <p className="text-sm text-ink-soft">
          Searched as {KIND_WORDS[kind]}. Search as{' '}
          {SUBJECT_KINDS.filter((each) => each !== kind).map((each, place) => (
            <Fragment key={each}>
              {place > 0 && ' or '}
              <Link href={exposureHref({ ...query, kind: each })} prefetch={false} className="link">
                {KIND_WORDS[each]}
              </Link>
            </Fragment>
          ))}
        </p>
      )}
      {q !== undefined && canRun && (
        <FilterChip href={exposureHref({ ...query, isRunningOnly: !isRunningOnly })} isOn={isRunningOnly}>
          Running now
        </FilterChip>
      )}
    </div>
  );
}
