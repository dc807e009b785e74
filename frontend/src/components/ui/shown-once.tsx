'use client';

import { exactTime } from '@/lib/format/time';
import { CopyButton } from './copy-button';

interface ShownOnceProps {
  /** "link", "token". */
  readonly what: string;
  readonly text: string;
  readonly expiresAt: string;
}

/** A secret that cannot be shown again. */
export function ShownOnce({ what, text, expiresAt }: ShownOnceProps) {
  return (
    <div className="rounded-sm border border-accent bg-accent-wash p-3">
      <div className="flex items-start gap-2">
        <code className="min-w-0 grow py-1 font-mono text-sm break-all">{text}</code>
        <CopyButton text={text} what={what} />
      </div>
      <p className="mt-2 text-sm">
        Copy it now: this {what} is not shown again. It expires at {exactTime(expiresAt)}.
      </p>
    </div>
  );
}
