import type { ProblemIssue } from '../../../common/errors/problem.dto.js';
import type { BuildChange } from '../../../core/compare/build-change.js';
import type { ComparisonJson } from '../../../core/compare/comparison-json.js';
import type { ReasonFinding } from '../../../core/gate/verdict.js';
import type { SufficientUpgrades } from '../../../core/path/sufficient-upgrades.js';
import type { ArtifactVexReview } from '../../gate/dto/vex-review.dto.js';
import type { ComparisonAsked } from '../../gate/comparison.service.js';
import type { Wanted } from '../../gate/fresh-verdicts.js';
import type { FlipAsked, Flipped } from '../../gate/verdict-flip.js';
import type { UpgradesAsked } from '../../gate/sufficient-upgrades.service.js';
import type { FindingsAsked, ReplayAsked, Replayed } from '../../gate/verdict-replay.js';
import type { ListedPackages, PackagesAsked } from '../../gate/vulnerable-packages.service.js';
import type { WayAsked, WayOnBase } from '../../gate/way-to-green.service.js';
import type { VexExportAsked, VexReviewAsked } from '../../gate/vex-review.service.js';
import type { StandingVerdict } from '../../gate/verdicts.repository.js';
import type { ShareAsked } from '../../simulation/fleet-simulation.js';
import type { TallyPart } from '../../simulation/simulation-tally.js';
import type { Arrived, TakenIn } from '../intake.service.js';
import type { ArrivedVex, ReadVex } from '../vex-reading.js';

/** What a worker is asked to do, and what it answers. */
export interface Work {
  takeIn: { readonly asked: Arrived; readonly answer: TakenIn };
  readAgain: { readonly asked: { readonly artifactId: number }; readonly answer: null };
  evaluate: { readonly asked: Wanted; readonly answer: readonly StandingVerdict[] };
  simulate: { readonly asked: ShareAsked; readonly answer: TallyPart };
  readVex: { readonly asked: ArrivedVex; readonly answer: ReadVex };
  reviewVex: { readonly asked: VexReviewAsked; readonly answer: ArtifactVexReview | null };
  exportVex: { readonly asked: VexExportAsked; readonly answer: string | null };
  findWays: { readonly asked: WayAsked; readonly answer: readonly WayOnBase[] | null };
  listPackages: { readonly asked: PackagesAsked; readonly answer: ListedPackages | null };
  findUpgrades: { readonly asked: UpgradesAsked; readonly answer: SufficientUpgrades | null };
  replayVerdict: { readonly asked: ReplayAsked; readonly answer: Replayed };
  flipVerdicts: { readonly asked: FlipAsked; readonly answer: Flipped };
  compare: { readonly asked: ComparisonAsked; readonly answer: ComparisonJson | null };
  countChanges: { readonly asked: ComparisonAsked; readonly answer: BuildChange | null };
  listFindings: { readonly asked: FindingsAsked; readonly answer: readonly ReasonFinding[] };
}

export type Job = { [Kind in keyof Work]: { readonly kind: Kind; readonly asked: Work[Kind]['asked'] } }[keyof Work];

/** A verdict that was given in a worker, for the metrics. */
export interface CountedVerdict {
  readonly environment: string;
  readonly outcome: string;
}

/** An error on its way to another thread. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** What its sender is told; null where that is nothing but that something went wrong. */
  readonly answer: {
    readonly status: number;
    readonly code: string;
    readonly title: string;
    readonly issues: readonly ProblemIssue[];
    readonly headers: Readonly<Record<string, string>>;
  } | null;
}

/** From a worker. */
export type FromWorker =
  | { readonly kind: 'ready' }
  /** Of the log or the audit stream, as it is to be written. */
  | { readonly kind: 'line'; readonly line: string }
  | {
      readonly kind: 'done';
      readonly answer: Work[keyof Work]['answer'];
      readonly verdicts: readonly CountedVerdict[];
      readonly isSpent: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly isSpent: boolean };

export type ToWorker =
  | {
      readonly kind: 'job';
      readonly job: Job;
      /** policy_version.id of the policy that is active where the job is from. */
      readonly policyId: number;
    }
  | { readonly kind: 'end' };
