import type { ReactNode } from 'react';
import { CheckIcon } from '@/components/ui/icons';

interface SavedNoteProps {
  readonly isShown: boolean;
  readonly children: ReactNode;
}

/** That it worked, beside the button that did it, and read out. */
export function SavedNote({ isShown, children }: SavedNoteProps) {
  return (
    <p role="status" className="flex items-center gap-1.5 text-sm empty:hidden">
      {isShown && (
        <>
          <CheckIcon className="text-pass" />
          {children}
        </>
      )}
    </p>
  );
}
