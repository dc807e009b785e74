import type { ReactNode } from 'react';

interface AccountSectionProps {
  /** Named in addresses: /account#sessions. */
  readonly id: string;
  readonly title: string;
  /** Its purpose, in a sentence or two. */
  readonly intro: ReactNode;
  readonly children: ReactNode;
}

/** What it is at the left, what can be done at the right. */
export function AccountSection({ id, title, intro, children }: AccountSectionProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="grid gap-x-10 gap-y-4 border-t border-rule py-8 lg:grid-cols-[260px_minmax(0,1fr)]"
    >
      <div>
        <h2 id={`${id}-title`} className="text-lg">
          {title}
        </h2>
        <p className="mt-1 max-w-[60ch] text-sm text-ink-soft">{intro}</p>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
