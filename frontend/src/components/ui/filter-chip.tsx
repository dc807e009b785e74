'use client';

import { clsx } from 'clsx';
import Link, { useLinkStatus } from 'next/link';
import type { ReactNode } from 'react';
import { CloseIcon } from './icons';

interface FilterChipProps {
  /** The list with this filter turned the other way. */
  readonly href: string;
  readonly isOn: boolean;
  readonly children: ReactNode;
}

/** A filter is an address: a chip is a link to the list with and without it. */
export function FilterChip({ href, isOn, children }: FilterChipProps) {
  return (
    <Link
      href={href}
      scroll={false}
      prefetch={false}
      aria-current={isOn ? 'true' : undefined}
      className={clsx(
        'inline-flex h-7 items-center rounded-sm border px-2 text-sm whitespace-nowrap',
        isOn
          ? 'border-accent bg-accent-wash font-medium text-ink'
          : 'border-rule bg-surface text-ink hover:border-rule-strong',
      )}
    >
      <ChipBody isOn={isOn}>{children}</ChipBody>
    </Link>
  );
}

function ChipBody({ isOn, children }: Pick<FilterChipProps, 'isOn' | 'children'>) {
  const { pending } = useLinkStatus();
  return (
    <span className={clsx('inline-flex items-center gap-1.5', pending && 'opacity-60')}>
      {children}
      {isOn && (
        <>
          <span className="sr-only">, on</span>
          <CloseIcon className="size-3" />
        </>
      )}
    </span>
  );
}
