import { Verdict } from '../../gate/dto/verdict.dto.js';
import type { ReplayMissing } from '../../gate/verdict-replay.js';

/** Whether what is stored gives a verdict again as it was given. */
export class VerdictReplay {
  verdictId!: string;
  /** Byte by byte. */
  isSame!: boolean;
  /**
   * Why it could not be evaluated again; null where it was.
   *
   * - `scans-not-kept`: a version gave it that did not keep which scans it used
   * - `scan-deleted`: a scan that it used was deleted
   * - `scan-read-again`: another version of Plimsoll has read a report again since
   * - `other-scans`: the scans that are stored from then are others than it used
   * - `policy-unreadable`: this version cannot read the policy of then
   * - `waivers-not-kept`: it names a waiver that did not count, and what that was then is not stored
   */
  missing!: ReplayMissing | null;
  /** @example "Evaluated again from the same inputs, the verdict is the same, byte by byte." */
  sentence!: string;
  /** What this version gives for the same inputs, where that is another verdict. */
  again!: Verdict | null;
}
