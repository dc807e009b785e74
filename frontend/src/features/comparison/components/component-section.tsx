import { groupedNumber } from '@/lib/format/number';

interface ComponentSectionProps {
  readonly title: string;
  readonly components: {
    readonly items: readonly {
      readonly type: string;
      readonly name: string;
      readonly version: string | null;
      readonly from?: string | null;
    }[];
    readonly count: number;
  };
}

/** A list that is longer would push everything below it out of sight. */
const MOST_UNFOLDED = 20;

/** Components that were added, removed or changed, by name; nothing where there are none. */
export function ComponentSection({ title, components: { items, count } }: ComponentSectionProps) {
  if (count === 0) return null;
  return (
    <section aria-label={title}>
      <details open={count <= MOST_UNFOLDED}>
        <summary>
          <h3 className="inline text-base">
            {title} <span className="text-sm font-normal text-ink-soft">{groupedNumber(count)}</span>
          </h3>
        </summary>
        <ul className="mt-1.5 divide-y divide-rule border-y border-rule text-sm">
          {items.map(({ type, name, version, from }) => (
            <li
              key={`${type} ${name} ${version} ${from}`}
              className="flex flex-wrap items-baseline gap-x-2 py-1 print:break-inside-avoid"
            >
              <bdi className="font-medium break-all">{name}</bdi>
              <span className="font-mono text-[0.92em] break-all text-ink-soft">
                {from === undefined ? (version ?? '') : `${from ?? 'no version'} → ${version ?? 'no version'}`}
              </span>
            </li>
          ))}
        </ul>
        {count > items.length && (
          <p className="mt-1 text-sm text-ink-soft">{groupedNumber(count - items.length)} more.</p>
        )}
      </details>
    </section>
  );
}
