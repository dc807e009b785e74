'use client';

import { clsx } from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { groupedNumber } from '@/lib/format/number';

interface ArtifactTabsProps {
  readonly artifactId: string;
  readonly findings: number;
  readonly components: number;
}

/** What an artifact's page can show below its verdicts; each is a page of its own. */
export function ArtifactTabs({ artifactId, findings, components }: ArtifactTabsProps) {
  const pathname = usePathname();
  const base = `/artifacts/${artifactId}`;
  const tabs = [
    { href: base, name: 'Findings', count: findings },
    { href: `${base}/components`, name: 'Components', count: components },
    { href: `${base}/scans`, name: 'Scans', count: null },
  ];
  return (
    <nav aria-label="Evidence" className="mt-6 flex gap-1 border-b border-rule print:hidden">
      {tabs.map(({ href, name, count }) => {
        const isHere = pathname === href;
        return (
          <Link
            key={href}
            href={href}
            scroll={false}
            aria-current={isHere ? 'page' : undefined}
            className={clsx(
              '-mb-px flex h-9 items-center gap-1.5 border-b-2 px-3 first:pl-0',
              isHere ? 'border-accent font-medium' : 'border-transparent text-ink-soft hover:text-ink',
            )}
          >
            {name}
            {count !== null && <span className="text-xs text-ink-soft">{groupedNumber(count)}</span>}
          </Link>
        );
      })}
    </nav>
  );
}
