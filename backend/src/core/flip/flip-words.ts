import { dayOf } from '../gate/words.js';
import type { Outcome } from '../gate/verdict.js';
import type { Flip } from './flip.js';
import type { Input } from './input.js';

/** The image did not change, or what changed in it is not why. */
const BESIDES: ReadonlySet<Input> = new Set(['advisory', 'known-exploited', 'epss', 'scan']);

/**
 * Why the outcome is another one, as the end of a sentence: `CVE-2026-1234 in openssl 3.0.7-r0 was published on 2026-11-24 (not part of the image's
 * change)`. Empty where it is the same.
 */
export function becauseWords({ before, after, causes, differing }: Flip): string {
  if (before === after) return '';
  const [first, ...others] = causes;
  if (first === undefined) return 'no rule gives a cause';
  const isBesides = BESIDES.has(first.input) && !causes.some(({ input }) => input === 'image' || input === 'not-known');
  const aside = isBesides
    ? ` (${differing.includes('image') ? "not part of the image's change" : 'the image is the same'})`
    : '';
  const more = others.length === 0 ? '' : `; and ${others.length} more ${others.length === 1 ? 'cause' : 'causes'}`;
  return `${first.sentence.replace(/\.$/, '')}${aside}${more}`;
}

const SINCE: Readonly<Record<Outcome, string>> = { pass: 'Passes', fail: 'Fails', unknown: 'Unknown' };

/** `since` is when the later verdict was given. */
export function flipHeadline(flip: Flip, environment: string, since: string): string {
  const { before, after, rules } = flip;
  if (before !== after) return `${SINCE[after]} for ${environment} since ${dayOf(since)}: ${becauseWords(flip)}.`;
  const of = `The outcome for ${environment} is the same: ${after}.`;
  if (rules.length === 0) return of;
  return `${of} ${rules.length === 1 ? '1 rule has' : `${rules.length} rules have`} another outcome.`;
}
