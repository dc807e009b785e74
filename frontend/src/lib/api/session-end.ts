const SESSION_END = 'plimsoll:session-end';

/** Says to the page that the API no longer knows its session: it ended here, in another tab, or by an administrator. */
export function tellSessionEnded(): void {
  window.dispatchEvent(new Event(SESSION_END));
}

/** Returns how to stop listening. */
export function onSessionEnd(listener: () => void): () => void {
  window.addEventListener(SESSION_END, listener);
  return () => window.removeEventListener(SESSION_END, listener);
}
