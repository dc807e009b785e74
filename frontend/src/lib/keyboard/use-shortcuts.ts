'use client';

import { useEffect, useRef } from 'react';

/** Keys as people read them ("g f", "?", "mod+k") to what they do. `mod` is ⌘ on a Mac and Ctrl elsewhere. */
type Shortcuts = Readonly<Record<string, () => void>>;

/** How long the second key of a pair may take. */
const PAIR_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/**
 * Binds keys for as long as the component lives. Single keys are ignored while the person types or a dialog is open.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });

  useEffect(() => {
    let first = '';
    let firstAt = 0;

    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      if (event.metaKey || event.ctrlKey) {
        run(`mod+${event.key.toLowerCase()}`, event);
        return;
      }
      if (isTyping(event.target) || document.querySelector('[role="dialog"]')) return;

      const pair = event.timeStamp - firstAt < PAIR_MS ? `${first} ${event.key}` : event.key;
      first = event.key;
      firstAt = event.timeStamp;
      if (!run(pair, event)) run(event.key, event);
    };

    const run = (keys: string, event: KeyboardEvent): boolean => {
      const action = latest.current[keys];
      if (!action) return false;
      event.preventDefault();
      action();
      return true;
    };

    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
