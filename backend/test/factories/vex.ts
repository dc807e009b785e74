import type { Sender } from '../../src/core/model/sender.js';

/** A token of nobody's, unless told otherwise. */
export function aSender(given: Partial<Sender> = {}): Sender {
  return { kind: 'token', id: null, name: 'ci', via: 'token', owner: null, trustRule: null, claims: null, ...given };
}
