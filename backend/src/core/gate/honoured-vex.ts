import type { Attestation } from '../vex/attestation.js';
import type { VexContent } from '../vex/vex-document.js';
import type { VexDocument } from '../vex/vex-word.js';
import type { VexFrom } from './modifiers.js';
import { isFrom } from './senders.js';
import { matchesWildcard } from './wildcard.js';

const AUTHOR = 'author:';
const KEY = 'key:';
const SIGNER = 'signer:';

/** Who sent it, who it says that it is from, and what it is signed with. */
export type Claimed = Pick<VexDocument, 'sender'> & {
  readonly content: Pick<VexContent, 'author'> & {
    readonly attestation: Pick<Attestation, 'signedBy' | 'signer'> | null;
  };
};

/**
 * Whether what the document says counts (`evidence.vexFrom`). A document must fit one of the senders, where any are named, one of the
 * authors, where any are, and one of the keys or signers, where any are: the author is the document's own word. Of one that the command line reads it is not known who sent it.
 */
export function isHonoured(document: Claimed, from: VexFrom | undefined): boolean {
  return dishonoured(document, from) === null;
}

/** Why it does not count; null where it does. */
export function dishonoured(
  { sender, content: { author, attestation } }: Claimed,
  from: VexFrom | undefined,
): 'none' | 'sender' | 'key' | 'author' | null {
  if (from === undefined || from === 'none') return 'none';
  const authors = from.filter((entry) => entry.startsWith(AUTHOR)).map((entry) => entry.slice(AUTHOR.length));
  const keys = from.filter((entry) => entry.startsWith(KEY)).map((entry) => entry.slice(KEY.length));
  const signers = from.filter((entry) => entry.startsWith(SIGNER));
  const senders = from.filter((entry) => ![AUTHOR, KEY, SIGNER].some((kind) => entry.startsWith(kind)));
  if (senders.length > 0 && !isFrom(sender, senders)) return 'sender';
  const isSigned =
    keys.some((key) => attestation?.signedBy.includes(key) === true) ||
    // Letter by letter.
    (attestation?.signer !== undefined && signers.includes(attestation.signer));
  if (keys.length + signers.length > 0 && !isSigned) return 'key';
  const isOfAuthor =
    authors.length === 0 ||
    (author !== null &&
      authors.some((pattern) => matchesWildcard(pattern.trim().toLowerCase(), author.trim().toLowerCase())));
  return isOfAuthor ? null : 'author';
}
