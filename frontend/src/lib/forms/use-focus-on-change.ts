'use client';

import { useEffect, useRef, type RefObject } from 'react';

/**
 * Puts the focus on the first field of a form when what the form asks for changes, so that whoever types need not look
 * for it. Not when it is first drawn: then the focus is where the page or the dialog puts it.
 */
export function useFocusOnChange(form: RefObject<HTMLFormElement | null>, step: unknown): void {
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    form.current?.querySelector<HTMLElement>('input:not([type=hidden])')?.focus();
  }, [form, step]);
}
