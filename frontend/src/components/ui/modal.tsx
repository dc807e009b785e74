'use client';

import { clsx } from 'clsx';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useFocusReturn } from './use-focus-return';

interface ModalProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  readonly isTitleShown?: boolean;
  /** `wide` for what is compared or read rather than chosen, `widest` for two such parts side by side. */
  readonly width?: keyof typeof WIDTH;
  readonly children: ReactNode;
}

const WIDTH = {
  narrow: 'top-[12vh] max-h-[76vh] max-w-[600px]',
  wide: 'top-[6vh] max-h-[88vh] max-w-[960px]',
  widest: 'top-[6vh] max-h-[88vh] max-w-[1240px]',
};

/** A small dialog near the top of the screen. */
export function Modal({ isOpen, onOpenChange, title, isTitleShown = true, width = 'narrow', children }: ModalProps) {
  const focusReturn = useFocusReturn();
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-[#040c1c]/35" />
        <Dialog.Content
          aria-describedby={undefined}
          {...focusReturn}
          className={clsx(
            'fixed left-1/2 z-50 flex w-[calc(100vw-32px)] -translate-x-1/2 flex-col overflow-hidden rounded-md bg-surface shadow-sheet outline-none',
            WIDTH[width],
          )}
        >
          <Dialog.Title className={isTitleShown ? 'border-b border-rule px-4 py-3 text-lg' : 'sr-only'}>
            {title}
          </Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
