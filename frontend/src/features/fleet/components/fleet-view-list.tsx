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
    <nav aria-label="Views" className="mb-3 overflow-x-auto border-b border-rule print:hidden">
      <ul className="flex gap-x-4 text-sm">
        {fleetViews(query, environments).map(({ name, href, isOpen }) => (
          <li key={name} className="shrink-0">
            <Link
              href={href}
              scroll={false}
              prefetch={false}
              aria-current={isOpen ? 'page' : undefined}
              className={clsx(
                'inline-block border-b-2 pb-1.5 leading-6 whitespace-nowrap -outline-offset-2',
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
