import type { ComparedSide, PlacedComponent } from '../compare/side.js';
import type { SideName } from '../compare/doubts.js';
import type { DecidingPolicy } from '../gate/evaluate.js';
import type { Facts } from '../gate/facts.js';
import type { NothingRunning } from '../gate/introduced.js';
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
  /** What ran in the environment then, by the same scans as `seen`. Not known here where neither policy limits what is introduced. */
  readonly running: Readonly<Record<SideName, Running>>;
}

/** What an artifact is compared with, or why there is nothing. */
export type Running = ComparedSide | NothingRunning;

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
