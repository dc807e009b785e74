import Link from 'next/link';
import { SeverityFlag } from '@/components/ui/severity-flag';
import type { ComparedFinding } from '@/lib/api/types';
import { counted, groupedNumber } from '@/lib/format/number';
import { withParameters } from '@/lib/url/search-parameters';

interface FindingSectionProps {
  readonly title: string;
  /** What the title does not say. */
  readonly note?: string;
  readonly findings: { readonly items: readonly ComparedFinding[]; readonly count: number };
  /** The artifact that has these findings; they are not linked where left out. */
  readonly artifactId?: string;
}

/** Findings that the comparison puts together, each with its cause; nothing where there are none. */
export function FindingSection({ title, note, findings, artifactId }: FindingSectionProps) {
  const { items, count } = findings;
  if (count === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="text-base">
        {title} <span className="text-sm font-normal text-ink-soft">{groupedNumber(count)}</span>
      </h3>
      {note && <p className="max-w-[72ch] text-sm text-ink-soft">{note}</p>}
      <ul className="mt-1.5 divide-y divide-rule border-y border-rule">
        {items.map(({ id, severity, name, sentence, afterName }) => (
          <li key={id} className="flex items-start gap-2.5 py-1.5 print:break-inside-avoid">
            <SeverityFlag severity={severity} />
            <span className="min-w-0 break-words">
              {artifactId === undefined ? (
                <bdi>{sentence}</bdi>
              ) : (
                <>
                  <Link
                    href={withParameters(`/artifacts/${artifactId}`, { q: name })}
                    prefetch={false}
                    className="link"
                  >
                    {name}
                  </Link>
                  <bdi>{afterName}</bdi>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {count > items.length && (
        <p className="mt-1 text-sm text-ink-soft">
          {counted(count - items.length, 'more finding')}. <code>plimsoll diff --output json</code> lists all.
        </p>
      )}
    </section>
  );
}
