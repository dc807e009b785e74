import Link from 'next/link';
import type { ReactNode } from 'react';

interface RowLinkProps {
  readonly href: string;
  /** The accessible name, if the text alone does not distinguish the row. */
  readonly label?: string;
  readonly title?: string;
  readonly children: ReactNode;
}

/** The main link of a row of a DataTable: a click anywhere in the row follows it. */
export function RowLink({ href, label, title, children }: RowLinkProps) {
  return (
    <Link
      href={href}
      prefetch={false}
      data-row-link
      aria-label={label}
      title={title}
      className="stretched block min-w-0 truncate font-medium focus-visible:outline-none group-focus-within/row:underline"
    >
      {children}
    </Link>
  );
}
