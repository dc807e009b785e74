import type { StoredEvent } from './stored-event.js';

/** The line that is shipped when an event happens, and exported later: its text is the very one that is hashed. */
export function lineOf({ sequence, at, hash }: Pick<StoredEvent, 'sequence' | 'at' | 'hash'>, body: string): string {
  return `{"audit":${JSON.stringify({ sequence, at, hash })},"event":${body}}\n`;
}
