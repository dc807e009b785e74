import { withoutCredentials } from './secret-text.js';

const MOST_CHARACTERS = 1_000;

/** A text that may quote a report, as it may be shown, logged and kept: without credentials, and no longer than a thousand characters. */
export function quotable(text: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
  return withoutCredentials(short);
}
