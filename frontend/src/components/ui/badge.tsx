import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface BadgeProps {
  /** `loud` for what needs action. */
  readonly look?: 'plain' | 'accent' | 'loud';
  readonly children: ReactNode;
}

const LOOK = {
  plain: 'border-rule-strong text-ink-soft',
  accent: 'border-accent text-accent',
  loud: 'border-fail text-fail',
};

/** A word that tells a row from its neighbours. */
export function Badge({ look = 'plain', children }: BadgeProps) {
  return (
    <span className={clsx('rounded-sm border px-1.5 text-xs leading-4.5 font-medium whitespace-nowrap', LOOK[look])}>
      {children}
    </span>
  );
}
