import type { ContentChange } from '../waiver-content';

interface ContentChangesProps {
  readonly title: string;
  readonly changes: readonly ContentChange[];
}

/** What a waiver said, and what it is to say. */
export function ContentChanges({ title, changes }: ContentChangesProps) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 text-base">{title}</h3>
      {changes.length === 0 ? (
        <p className="text-ink-soft">Nothing.</p>
      ) : (
        <dl className="grid grid-cols-[minmax(80px,max-content)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
          {changes.map(({ name, before, after }) => (
            <div key={name} className="contents">
              <dt className="text-ink-soft">{name}</dt>
              <dd className="min-w-0 wrap-anywhere">
                <del className="text-ink-soft">
                  <bdi>{before}</bdi>
                </del>{' '}
                <span aria-hidden>→</span>{' '}
                <ins className="font-medium no-underline">
                  <bdi>{after}</bdi>
                </ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
