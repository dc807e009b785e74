import { clsx } from 'clsx';
import Link from 'next/link';

interface FindingViewsProps {
  readonly artifactId: string;
  readonly here: 'findings' | 'packages';
}

/** The artifact's findings one by one, or its vulnerabilities by what has to be upgraded. */
export function FindingViews({ artifactId, here }: FindingViewsProps) {
  const views = [
    { name: 'Each finding', href: `/artifacts/${artifactId}`, isHere: here === 'findings' },
    { name: 'By package', href: `/artifacts/${artifactId}/packages`, isHere: here === 'packages' },
  ];
  return (
    <nav aria-label="Group findings">
      <ul className="flex rounded-sm border border-rule-strong">
        {views.map(({ name, href, isHere }) => (
          <li key={href} className="not-first:border-l not-first:border-rule-strong">
            <Link
              href={href}
              scroll={false}
              prefetch={false}
              aria-current={isHere ? 'page' : undefined}
              className={clsx(
                'flex h-6.5 items-center px-2 text-sm whitespace-nowrap',
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
