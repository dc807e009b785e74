import { hash } from 'node:crypto';
import type { Head, StoredEvent } from './stored-event.js';

/** Before the first event. */
export const CHAIN_START: Head = { sequence: 0, hash: '0'.repeat(64) };

export interface ChainReport {
  /** Events that follow from each other without a gap, from the first one. */
  readonly intact: Head;
  /** Null where nothing is wrong. */
  readonly fault: { readonly sequence: number; readonly reason: string } | null;
}

/** As the SQL function audit_append has it: a line each, and none behind the last. */
export function hashOfEvent({
  previousHash,
  sequence,
  at,
  body,
}: Pick<StoredEvent, 'previousHash' | 'sequence' | 'at' | 'body'>): string {
  return hash('sha256', [previousHash, sequence, at, body].join('\n'), 'hex');
}

/**
 * Follows the chain from its start. `landmarks` are places where the chain is known to have stood, such as one that was
 * written down: only they show that the end was cut off, or that all of it was written anew.
 */
export async function examineChain(
  events: AsyncIterable<StoredEvent>,
  landmarks: readonly Head[] = [],
): Promise<ChainReport> {
  let intact = CHAIN_START;
  for await (const event of events) {
    const reason = faultOf(event, intact, landmarks);
    if (reason !== null) return { intact, fault: { sequence: intact.sequence + 1, reason } };
    intact = { sequence: event.sequence, hash: event.hash };
  }
  const last = landmarks.reduce((furthest, { sequence }) => Math.max(furthest, sequence), 0);
  if (last <= intact.sequence) return { intact, fault: null };
  const reason = `the log ends here, and it is known to have gone on to event ${last}`;
  return { intact, fault: { sequence: intact.sequence + 1, reason } };
}

function faultOf(event: StoredEvent, before: Head, landmarks: readonly Head[]): string | null {
  if (event.sequence !== before.sequence + 1) return `it is missing; event ${event.sequence} comes next`;
  if (event.previousHash !== before.hash) return 'it does not follow from the event before it';
  if (event.hash !== hashOfEvent(event)) return 'its text, its instant or its hash was changed';
  const landmark = landmarks.find(({ sequence, hash: known }) => sequence === event.sequence && known !== event.hash);
  return landmark === undefined ? null : `it is known to have had the hash ${landmark.hash}`;
}
