'use client';

import { DropdownMenu } from 'radix-ui';
import Link from 'next/link';
import { IconButton } from '@/components/ui/button';
import { PersonIcon } from '@/components/ui/icons';
import { signOut } from '@/features/session/sign-out';
import type { SessionState } from '@/lib/api/types';
import { destinationsFor, PERSONAL_DESTINATIONS } from '../navigation';

const ITEM =
  'flex h-8 cursor-pointer items-center rounded-sm px-2 text-sm outline-none data-highlighted:bg-accent-wash';

/** Who is signed in, and what is theirs. */
export function PersonMenu({ session }: { readonly session: SessionState }) {
  const { name, email } = session.account;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label={`Signed in as ${name}`} className="xl:flex xl:w-auto xl:gap-2 xl:px-2">
          <PersonIcon />
          <span className="hidden max-w-40 truncate text-sm xl:block">{name}</span>
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 max-w-[min(22rem,calc(100vw-16px))] min-w-52 rounded-md bg-surface p-1 shadow-sheet"
        >
          <DropdownMenu.Label className="px-2 pt-1.5 pb-2">
            <span className="block truncate text-sm font-semibold">{name}</span>
            <span className="block truncate text-xs text-ink-soft">{email}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="mx-2 mb-1 border-t border-rule" />
          {destinationsFor(session, PERSONAL_DESTINATIONS).map((destination) => (
            <DropdownMenu.Item key={destination.href} asChild className={ITEM}>
              <Link href={destination.href}>
                <span className="grow">{destination.name}</span>
                <kbd className="pl-4 font-mono text-xs text-ink-soft">{destination.keys}</kbd>
              </Link>
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="mx-2 my-1 border-t border-rule" />
          <DropdownMenu.Item className={ITEM} onSelect={() => void signOut()}>
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
