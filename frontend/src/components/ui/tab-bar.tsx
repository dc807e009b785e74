'use client';

import { clsx } from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { groupedNumber } from '@/lib/format/number';

export interface Tab {
  readonly href: string;
  readonly name: string;
  readonly count?: number;
}

interface TabBarProps {
  /** What the tabs are parts of. */
  readonly label: string;
  readonly tabs: readonly Tab[];
}

/** Parts of a page, each with an address of its own. */
export function TabBar({ label, tabs }: TabBarProps) {
  const pathname = usePathname();
  // The longest address that the page's begins with: /policy/history/3 belongs to /policy/history, not to /policy.
  const here = tabs
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .toSorted((a, b) => b.href.length - a.href.length)[0];
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-rule print:hidden">
      <ul className="flex gap-1">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              scroll={false}
              aria-current={tab === here ? 'page' : undefined}
              className={clsx(
                'flex h-9 items-center gap-1.5 border-b-2 px-3 whitespace-nowrap -outline-offset-2',
                tab === here ? 'border-accent font-medium' : 'border-transparent text-ink-soft hover:text-ink',
              )}
            >
              {tab.name}
              {tab.count !== undefined && <span className="text-xs text-ink-soft">{groupedNumber(tab.count)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
