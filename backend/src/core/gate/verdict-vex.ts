import { verdictSender } from './verdict-scan.js';
import type { VexSource } from './verdict.js';

/** What a verdict says of a VEX document that it rests on, keys in the order in which it is written down. */
export function verdictVex({ document, id, author, sender }: VexSource): VexSource {
  return { document, id, author, sender: verdictSender(sender) };
}
