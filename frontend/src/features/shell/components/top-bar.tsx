'use client';

import { clsx } from 'clsx';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { KeyboardIcon, SearchIcon } from '@/components/ui/icons';
import { Wordmark } from '@/components/ui/wordmark';
import { useSession } from '@/features/session/session-context';
import { useShortcuts } from '@/lib/keyboard/use-shortcuts';
import { DESTINATIONS, destinationsFor, PERSONAL_DESTINATIONS } from '../navigation';
import type { Theme } from '../theme';
import { CommandPalette } from './command-palette';
import { KeysDialog } from './keys-dialog';
import { PersonMenu } from './person-menu';
import { ThemeMenu } from './theme-menu';

/** On a phone not all pages fit beside each other. */
function bringIntoSight(link: HTMLElement | null): void {
  const nav = link?.parentElement;
  if (link && nav) nav.scrollLeft = link.offsetLeft - nav.offsetLeft - 32;
}

const IN_FLEET = /^\/(artifacts|base-images|images)(\/|$)/;

export function TopBar({ theme }: { readonly theme: Theme }) {
  const router = useRouter();
  const pathname = usePathname();
  const session = useSession();
  const pages = destinationsFor(session, DESTINATIONS);
  const everywhere = [...pages, ...destinationsFor(session, PERSONAL_DESTINATIONS)];
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const [areKeysOpen, setAreKeysOpen] = useState(false);

  useShortcuts({
    'mod+k': () => setIsPaletteOpen((isOpen) => !isOpen),
    '?': () => setAreKeysOpen(true),
    '/': () => {
      const search = document.querySelector<HTMLInputElement>('[data-page-search]');
      if (search) search.select();
      else setIsPaletteOpen(true);
    },
    ...Object.fromEntries(everywhere.map(({ keys, href }) => [keys, () => router.push(href)])),
  });

  return (
    <header className="sticky top-0 z-30 border-b border-rule bg-surface print:hidden">
      <div className="mx-auto flex h-[47px] max-w-[1720px] items-stretch gap-1 px-3 sm:gap-3 sm:px-6">
        <Link
          href="/"
          className="flex items-center gap-2 pr-1 text-lg font-semibold tracking-tight sm:pr-3"
          aria-label="Plimsoll, fleet"
        >
          <Wordmark />
          <span className="hidden sm:inline">Plimsoll</span>
        </Link>
        <nav
          aria-label="Pages"
          className="flex min-w-0 items-stretch overflow-x-auto [scrollbar-width:none] -outline-offset-2"
        >
          {pages.map(({ href, name, shortName }) => {
            const isHere = href === '/' ? pathname === '/' || IN_FLEET.test(pathname) : pathname.startsWith(href);
            return (
              <Link
                key={href}
                href={href}
                ref={isHere ? bringIntoSight : undefined}
                aria-current={isHere ? 'page' : undefined}
                className={clsx(
                  'flex items-center border-y-2 border-t-transparent px-2 text-sm whitespace-nowrap sm:px-3',
                  isHere ? 'border-b-accent font-medium text-ink' : 'border-b-transparent text-ink-soft hover:text-ink',
                )}
              >
                <span className="hidden md:inline">{name}</span>
                <span className="md:hidden">{shortName}</span>
              </Link>
            );
          })}
        </nav>
        <div className="ml-auto flex items-center gap-1">
          <button
            type="button"
            onClick={() => setIsPaletteOpen(true)}
            aria-keyshortcuts="Meta+K Control+K"
            className="hidden h-8 w-56 items-center gap-2 rounded-sm border border-rule px-2.5 text-sm text-ink-soft hover:border-rule-strong hover:text-ink lg:flex"
          >
            <SearchIcon />
            <span className="grow text-left">Go to…</span>
            <kbd className="font-mono text-xs">⌘K</kbd>
          </button>
          <IconButton label="Go to…" className="lg:hidden" onClick={() => setIsPaletteOpen(true)}>
            <SearchIcon />
          </IconButton>
          <IconButton label="Keyboard shortcuts (?)" className="hidden sm:grid" onClick={() => setAreKeysOpen(true)}>
            <KeyboardIcon />
          </IconButton>
          <ThemeMenu key={theme} initial={theme} />
          {session && <PersonMenu session={session} />}
        </div>
      </div>
      <CommandPalette
        destinations={everywhere}
        isOpen={isPaletteOpen}
        onOpenChange={setIsPaletteOpen}
        onShowKeys={() => setAreKeysOpen(true)}
      />
      <KeysDialog destinations={everywhere} isOpen={areKeysOpen} onOpenChange={setAreKeysOpen} />
    </header>
  );
}
