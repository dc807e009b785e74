'use client';

import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { CheckIcon, HalfDiscIcon, MoonIcon, SunIcon } from '@/components/ui/icons';
import { applyTheme, asTheme, THEMES, type Theme } from '../theme';

const LOOK = {
  system: { name: 'System', Icon: HalfDiscIcon },
  light: { name: 'Light', Icon: SunIcon },
  dark: { name: 'Dark', Icon: MoonIcon },
} as const;

export function ThemeMenu({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const { Icon } = LOOK[theme];
  const choose = (value: string) => {
    const chosen = asTheme(value);
    setTheme(chosen);
    applyTheme(chosen);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label={`Theme: ${LOOK[theme].name}`}>
          <Icon />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 min-w-44 rounded-md bg-surface p-1 shadow-sheet"
        >
          <DropdownMenu.RadioGroup value={theme} onValueChange={choose}>
            {THEMES.map((value) => {
              const { name, Icon } = LOOK[value];
              return (
                <DropdownMenu.RadioItem
                  key={value}
                  value={value}
                  className="flex h-8 cursor-pointer items-center gap-2 rounded-sm px-2 text-sm outline-none data-highlighted:bg-accent-wash"
                >
                  <Icon />
                  <span className="grow">{name}</span>
                  <DropdownMenu.ItemIndicator>
                    <CheckIcon className="text-accent" />
                  </DropdownMenu.ItemIndicator>
                </DropdownMenu.RadioItem>
              );
            })}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
