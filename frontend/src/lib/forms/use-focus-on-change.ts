'use client';

import { useEffect, useRef, type RefObject } from 'react';

/**
 * Puts the focus on the first field of a form when what the form asks for changes, so that typing can go on. Not at the
 * first render: then the page or the dialog decides.
 */
export function useFocusOnChange(form: RefObject<HTMLFormElement | null>, step: unknown): void {
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    form.current?.querySelector<HTMLElement>('input:not([type=hidden])')?.focus();
  }, [form, step]);
}
