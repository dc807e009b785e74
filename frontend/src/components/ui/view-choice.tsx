import { clsx } from 'clsx';
import Link from 'next/link';

export interface View {
  readonly name: string;
  readonly href: string;
  readonly isHere: boolean;
}

interface ViewChoiceProps {
  /** What is chosen. */
  readonly label: string;
  readonly views: readonly View[];
}

/** Addresses of which one is always chosen. */
export function ViewChoice({ label, views }: ViewChoiceProps) {
  return (
    <nav aria-label={label} className="max-w-full overflow-x-auto print:hidden">
      <ul className="flex w-max rounded-sm border border-rule-strong">
        {views.map(({ name, href, isHere }) => (
          <li key={href} className="not-first:border-l not-first:border-rule-strong">
            <Link
              href={href}
              scroll={false}
              prefetch={false}
              aria-current={isHere ? 'page' : undefined}
              className={clsx(
                'flex h-6.5 items-center px-2 text-sm whitespace-nowrap -outline-offset-2',
                isHere ? 'bg-accent-wash font-medium' : 'text-ink-soft hover:text-ink',
              )}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
