'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import { SearchIcon } from './icons';

interface SearchFieldProps {
  /** What it searches: its name and its placeholder. */
  readonly label: string;
}

const TYPING_PAUSE_MS = 200;
const OPEN_ITEM_PARAMETERS = ['finding', 'person'];

/** Filters the page's list by text: the `q` of the address. `/` focuses it. */
export function SearchField({ label }: SearchFieldProps) {
  const router = useRouter();
  const pathname = usePathname();
  const parameters = useSearchParams();
  const current = parameters.get('q') ?? '';
  const [text, setText] = useState(current);
  const [isPending, startTransition] = useTransition();
  const sent = useRef(current);

  // The address changed by other means than typing here: back, a link.
  useEffect(() => {
    if (current !== sent.current) {
      sent.current = current;
      setText(current);
    }
  }, [current]);

  useEffect(() => {
    if (text === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = text;
      const next = new URLSearchParams(window.location.search);
      if (text === '') next.delete('q');
      else next.set('q', text);
      // What is open belongs to the list as it was.
      for (const name of OPEN_ITEM_PARAMETERS) next.delete(name);
      startTransition(() => router.replace(next.size > 0 ? `${pathname}?${next}` : pathname, { scroll: false }));
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, pathname, router]);

  return (
    <search className="relative min-w-0 grow sm:max-w-96 print:hidden">
      <form action={pathname} onSubmit={(event) => event.preventDefault()}>
        <SearchIcon className="pointer-events-none absolute top-2 left-2.5 text-ink-soft" />
        <input
          type="search"
          name="q"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setText('');
          }}
          aria-label={label}
          aria-busy={isPending}
          aria-keyshortcuts="/"
          data-page-search
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          className="h-8 w-full rounded-sm border border-rule-strong bg-surface pr-8 pl-8 text-sm placeholder:text-ink-soft"
        />
        <kbd
          aria-hidden
          className="pointer-events-none absolute top-1.5 right-2 hidden rounded-sm border border-rule px-1.5 font-mono text-xs text-ink-soft sm:block"
        >
          /
        </kbd>
      </form>
    </search>
  );
}
