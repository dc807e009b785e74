import type { PlacedComponent } from '../compare/side.js';
import type { SideName } from '../compare/doubts.js';
import type { DecidingPolicy } from '../gate/evaluate.js';
import type { Facts } from '../gate/facts.js';
import type { Waiver } from '../model/waiver.js';
import type { VexDocument } from '../vex/vex-word.js';

/** All that one of two verdicts was given for. */
export interface FlipSide {
  readonly policy: DecidingPolicy;
  /** Those that counted then, whether or not the verdict used them; also those whose time was over, so that time alone ends them. */
  readonly waivers: readonly Waiver[];
  /** Those that were filed then, whichever the policy honours. */
  readonly vex: readonly VexDocument[];
  /** ISO 8601. */
  readonly at: string;
  /** By the scans that count under the policy of each side. The same object where both policies count the same ones. */
  readonly seen: Readonly<Record<SideName, SeenArtifact>>;
}

export interface FlipSides {
  readonly before: FlipSide;
  readonly after: FlipSide;
}

/** An artifact as its scans show it. */
export interface SeenArtifact {
  readonly facts: Facts;
  /** What the scans list as being inside, each once. */
  readonly components: readonly PlacedComponent[];
}
