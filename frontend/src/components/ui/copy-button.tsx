'use client';

import { useEffect, useState } from 'react';
import { CheckIcon, CopyIcon } from './icons';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied: "digest", "command". */
  readonly what: string;
  readonly className?: string;
}

const SHOWN_MS = 1600;

type CopyState = 'ready' | 'copied' | 'refused';

const WORDS: Record<CopyState, (what: string) => string> = {
  ready: (what) => `Copy ${what}`,
  copied: () => 'Copied',
  refused: () => 'The browser refused to copy',
};

export function CopyButton({ text, what, className = '' }: CopyButtonProps) {
  const [state, setState] = useState<CopyState>('ready');

  useEffect(() => {
    if (state === 'ready') return undefined;
    const timer = setTimeout(() => setState('ready'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  const words = WORDS[state](what);
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={words}
      title={words}
      className={`relative grid size-6 shrink-0 place-items-center rounded-sm text-ink-soft hover:bg-sunken hover:text-ink print:hidden ${className}`}
    >
      {state === 'copied' ? <CheckIcon className="text-pass" /> : <CopyIcon />}
      <span role="status" className="sr-only">
        {state === 'ready' ? '' : words}
      </span>
    </button>
  );
}
