import { clsx } from 'clsx';

interface MiddleTruncatedProps {
  readonly text: string;
  /** How many characters of the end are always shown. */
  readonly tail?: number;
  readonly className?: string;
}

/** Mono text that gives way in its middle: the ends are what tells digests and purls apart. */
export function MiddleTruncated({ text, tail = 10, className }: MiddleTruncatedProps) {
  const cut = Math.max(text.length - tail, 0);
  return (
    <span
      className={clsx('inline-flex max-w-full min-w-0 align-middle font-mono text-[0.92em]', className)}
      title={text}
    >
      <span className="truncate">{text.slice(0, cut)}</span>
      <span className="shrink-0 whitespace-pre">{text.slice(cut)}</span>
    </span>
  );
}

/** `sha256:7485167cdc3a…bb61e1`, always as wide. */
export function ShortDigest({ digest }: { readonly digest: string }) {
  const short = digest.length > 32 ? `${digest.slice(0, 19)}…${digest.slice(-6)}` : digest;
  return (
    <span className="font-mono text-[0.92em] whitespace-nowrap" title={digest}>
      {short}
    </span>
  );
}
