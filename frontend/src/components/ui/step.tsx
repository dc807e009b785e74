'use client';

import { useEffect, useRef, type ReactNode } from 'react';

interface StepProps {
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * One of several views that take each other's place. The element that had the focus is gone with the former view, so
 * the focus goes to the first field of this one, or to its heading, unless the person has already moved it.
 */
export function Step({ className, children }: StepProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const field = box.current?.querySelector<HTMLElement>('input:not([readonly]):not([type="checkbox"])');
    const heading = box.current?.querySelector<HTMLElement>('h1, h2');
    if (field) field.focus();
    else if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  }, []);
  return (
    <div ref={box} className={className}>
      {children}
    </div>
  );
}
