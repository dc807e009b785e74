import { clsx } from 'clsx';
import Link from 'next/link';
import type { FleetQuery } from '../fleet-query';
import { fleetViews } from '../fleet-views';

interface FleetViewListProps {
  readonly query: FleetQuery;
  /** Most lenient first. */
  readonly environments: readonly string[];
}

export function FleetViewList({ query, environments }: FleetViewListProps) {
  return (
    <nav aria-label="Views" className="mb-3 print:hidden">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 border-b border-rule text-sm">
        {fleetViews(query, environments).map(({ name, href, isOpen }) => (
          <li key={name} className="max-w-full">
            <Link
              href={href}
              scroll={false}
              prefetch={false}
              aria-current={isOpen ? 'page' : undefined}
              className={clsx(
                '-mb-px inline-block max-w-full truncate border-b-2 pb-1.5 leading-6',
                isOpen ? 'border-accent font-medium' : 'border-transparent text-ink-soft hover:text-ink',
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
