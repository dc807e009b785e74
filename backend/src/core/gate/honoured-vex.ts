import type { VexContent } from '../vex/vex-document.js';
import type { VexDocument } from '../vex/vex-word.js';
import type { VexFrom } from './modifiers.js';
import { isFrom } from './senders.js';
import { matchesWildcard } from './wildcard.js';

const AUTHOR = 'author:';

/** Who sent it, and who it says that it is from. */
export type Claimed = Pick<VexDocument, 'sender'> & { readonly content: Pick<VexContent, 'author'> };

/**
 * Whether what the document says counts (`evidence.vexFrom`). A document must fit one of the senders, where any are named, and one of the
 * authors, where any are: the author is the document's own word. Of one that the command line reads it is not known who sent it.
 */
export function isHonoured(document: Claimed, from: VexFrom | undefined): boolean {
  return dishonoured(document, from) === null;
}

/** Why it does not count; null where it does. */
export function dishonoured(
  { sender, content: { author } }: Claimed,
  from: VexFrom | undefined,
): 'none' | 'sender' | 'author' | null {
  if (from === undefined || from === 'none') return 'none';
  const authors = from.filter((entry) => entry.startsWith(AUTHOR)).map((entry) => entry.slice(AUTHOR.length));
  const senders = from.filter((entry) => !entry.startsWith(AUTHOR));
  if (senders.length > 0 && !isFrom(sender, senders)) return 'sender';
  const isOfAuthor =
    authors.length === 0 ||
    (author !== null &&
      authors.some((pattern) => matchesWildcard(pattern.trim().toLowerCase(), author.trim().toLowerCase())));
  return isOfAuthor ? null : 'author';
}
