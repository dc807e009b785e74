'use client';

import { Dialog } from 'radix-ui';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { IconButton } from './button';
import { CloseIcon } from './icons';
import { useFocusReturn } from './use-focus-return';

interface SideSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** Stands above the title: what sort of thing this is. */
  readonly kicker: ReactNode;
  /** Beside the close button. */
  readonly actions?: ReactNode;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  /** Where the focus goes on closing, if not back to where it was. */
  readonly findReturnTarget?: () => HTMLElement | null;
  readonly children: ReactNode;
}

/** Details at the right edge, over the list that they came from. On a phone it is the whole screen. */
export function SideSheet({
  isOpen,
  onClose,
  title,
  kicker,
  actions,
  onKeyDown,
  findReturnTarget,
  children,
}: SideSheetProps) {
  const panel = useRef<HTMLDivElement>(null);
  const focusReturn = useFocusReturn(findReturnTarget);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[#040c1c]/35 print:hidden" />
        <Dialog.Content
          ref={panel}
          aria-describedby={undefined}
          // The sheet itself, not its first button: what opens is to be read.
          onOpenAutoFocus={(event) => {
            focusReturn.onOpenAutoFocus();
            event.preventDefault();
            panel.current?.focus();
          }}
          onCloseAutoFocus={focusReturn.onCloseAutoFocus}
          onKeyDown={onKeyDown}
          className="fixed inset-y-0 right-0 z-40 flex w-full max-w-[680px] flex-col bg-surface shadow-sheet outline-none print:hidden"
        >
          <header className="border-b border-rule px-4 pt-2 pb-3 sm:px-6">
            <div className="-mr-2 flex min-h-8 items-center gap-1">
              <div className="min-w-0 grow text-sm text-ink-soft">{kicker}</div>
              {actions}
              <IconButton label="Close (Esc)" onClick={onClose}>
                <CloseIcon />
              </IconButton>
            </div>
            <Dialog.Title className="mt-1 text-lg leading-6 break-words">{title}</Dialog.Title>
          </header>
          {/* Focusable because it scrolls. */}
          <div
            tabIndex={0}
            role="region"
            aria-label="Details"
            className="min-h-0 grow overflow-y-auto px-4 py-4 -outline-offset-2 sm:px-6"
          >
            {children}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
