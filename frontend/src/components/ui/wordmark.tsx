'use client';

import { clsx } from 'clsx';

/** Disc and line, without load lines: those say something about an artifact. */
export function Wordmark({ className }: { readonly className?: string }) {
  return (
    <svg
      width="26"
      height="24"
      viewBox="0 0 26 24"
      aria-hidden
      className={clsx('shrink-0 fill-none stroke-ink', className)}
      strokeWidth="2.75"
    >
      <circle cx="13" cy="12" r="7.25" />
      <path d="M0 12h26" />
    </svg>
  );
}
