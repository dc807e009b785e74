import type { FlipMissing } from '../gate/verdict-flip.js';
import type { ReplayMissing } from '../gate/verdict-replay.js';

/** What is missing to evaluate a verdict again, in a sentence. */
export const MISSING_INPUTS: Readonly<Record<FlipMissing | ReplayMissing, string>> = {
  'scans-not-kept': 'The version of Plimsoll that gave the verdict did not keep which scans it used.',
  'scan-deleted': 'A scan that the verdict used was deleted.',
  'scan-read-again': 'Another version of Plimsoll has read a report of the verdict again since.',
  'other-scans': 'The scans that are stored from that time are others than the verdict used.',
  'policy-unreadable': 'This version of Plimsoll cannot read the policy that the verdict was given by.',
  'waivers-not-kept': 'The verdict names a waiver that did not count, and what that was then is not stored.',
  'decided-otherwise': 'This version of Plimsoll gives another verdict for the same inputs.',
};
