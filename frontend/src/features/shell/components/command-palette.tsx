'use client';

import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Modal } from '@/components/ui/modal';
import { PlimsollMark } from '@/components/ui/plimsoll-mark/plimsoll-mark';
import { signOut } from '@/features/session/sign-out';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { Image } from '@/lib/api/types';
import type { Destination } from '../navigation';
import { applyTheme, type Theme } from '../theme';

interface CommandPaletteProps {
  readonly destinations: readonly Destination[];
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onShowKeys: () => void;
}

const THEME_COMMANDS: readonly (readonly [Theme, string])[] = [
  ['light', 'Light theme'],
  ['dark', 'Dark theme'],
  ['system', 'System theme'],
];

const ITEM =
  'flex min-h-9 cursor-pointer items-center gap-3 rounded-sm px-2 text-sm data-[selected=true]:bg-accent-wash';
const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-soft';

export function CommandPalette({ destinations, isOpen, onOpenChange, onShowKeys }: CommandPaletteProps) {
  const router = useRouter();
  const [text, setText] = useState('');
  const images = useImagesLike(text, isOpen);

  const run = (action: () => void) => {
    onOpenChange(false);
    setText('');
    action();
  };

  return (
    <Modal isOpen={isOpen} onOpenChange={onOpenChange} title="Commands" isTitleShown={false}>
      <Command label="Commands" filter={holdsText} className="flex min-h-0 flex-col">
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Search images, pages and commands"
          className="h-12 w-full border-b border-rule bg-transparent px-4 text-base outline-none placeholder:text-ink-soft"
        />
        <Command.List className="min-h-0 overflow-y-auto p-2">
          <Command.Empty className="px-2 py-6 text-center text-sm text-ink-soft">No results.</Command.Empty>
          {images.items.length > 0 && (
            <Command.Group heading="Images" className={GROUP}>
              {images.items.map(({ id, repository, latest }) => (
                <Command.Item
                  key={id}
                  value={`image ${id}`}
                  // The API has decided that these match what it was asked, be it by more than the name.
                  keywords={[repository, images.text]}
                  className={ITEM}
                  onSelect={() =>
                    run(() => router.push(latest ? `/artifacts/${latest.id}` : `/?q=${encodeURIComponent(repository)}`))
                  }
                >
                  <PlimsollMark verdicts={latest?.verdicts ?? []} load={latest?.load ?? 0} />
                  <span className="truncate">{repository}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          <Command.Group heading="Pages" className={GROUP}>
            {destinations.map(({ href, name, keys }) => (
              <Command.Item key={href} value={name} className={ITEM} onSelect={() => run(() => router.push(href))}>
                <span className="grow">{name}</span>
                <kbd className="font-mono text-xs text-ink-soft">{keys}</kbd>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading="Console" className={GROUP}>
            {THEME_COMMANDS.map(([theme, name]) => (
              <Command.Item
                key={theme}
                value={name}
                className={ITEM}
                onSelect={() =>
                  run(() => {
                    applyTheme(theme);
                    // The theme menu shows what the server read from the cookie.
                    router.refresh();
                  })
                }
              >
                {name}
              </Command.Item>
            ))}
            <Command.Item value="Sign out" className={ITEM} onSelect={() => run(() => void signOut())}>
              Sign out
            </Command.Item>
            <Command.Item value="Keyboard shortcuts" className={ITEM} onSelect={() => run(onShowKeys)}>
              <span className="grow">Keyboard shortcuts</span>
              <kbd className="font-mono text-xs text-ink-soft">?</kbd>
            </Command.Item>
          </Command.Group>
        </Command.List>
      </Command>
    </Modal>
  );
}

/** Plain substrings: with fuzzy matching, "dark" would find many an image before the theme. */
function holdsText(value: string, text: string, keywords: readonly string[] = []): number {
  const wanted = text.trim().toLowerCase();
  return [value, ...keywords].some((candidate) => candidate.toLowerCase().includes(wanted)) ? 1 : 0;
}

const TYPING_PAUSE_MS = 120;

interface FoundImages {
  /** What was asked for. */
  readonly text: string;
  readonly items: readonly Image[];
}

const NO_IMAGES: FoundImages = { text: '', items: [] };

/** The first images whose name holds the text. A failed search shows no images: pages and commands still work. */
function useImagesLike(text: string, isOpen: boolean): FoundImages {
  const [images, setImages] = useState(NO_IMAGES);
  useEffect(() => {
    if (!isOpen) return undefined;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const query = { limit: 8, ...(text.trim() ? { q: text.trim() } : {}) };
      const result = await resultOf(browserApi.GET('/api/v1/images', { params: { query } }));
      if (isCurrent) setImages(result.ok ? { text, items: result.data.items } : NO_IMAGES);
    }, TYPING_PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text, isOpen]);
  return images;
}
