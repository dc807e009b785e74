/** What an archive of an environment is about, as far as it tells what is not in it. Instants are ISO 8601. */
export interface EnvironmentCoverage {
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  /** The end that was asked for, where that is in the future. */
  readonly requestedTo: string | null;
  /** Whether the active policy has the environment. */
  readonly isInPolicy: boolean;
  /** Artifacts of the project before the span ended, and those of them that are in the archive. */
  readonly knownArtifacts: number;
  readonly artifacts: readonly { readonly outcome: string | null; readonly verdictCount: number }[];
  readonly deployments: readonly { readonly verdictRow: number | null }[];
  /** Null: nothing is recorded. */
  readonly policyKnownSince: string | null;
  readonly movedOut: readonly { readonly image: string; readonly movedAt: string }[];
  readonly movedIn: readonly { readonly image: string; readonly movedAt: string }[];
}

const MOST_NAMED = 20;

/** Sentences: what the archive lacks and why, so that absence is not read as "nothing happened". */
export function environmentGaps(coverage: EnvironmentCoverage): string[] {
  const { environment, from, to, requestedTo, isInPolicy, artifacts, deployments, policyKnownSince } = coverage;
  const outside = coverage.knownArtifacts - artifacts.length;
  const unjudged = artifacts.filter(({ outcome }) => outcome === null).length;
  const notAgain = artifacts.filter(({ outcome, verdictCount }) => outcome !== null && verdictCount === 0).length;
  const lostVerdicts = deployments.filter(({ verdictRow }) => verdictRow === null).length;
  return [
    requestedTo !== null && `Everything after ${to}: the requested end, ${requestedTo}, was in the future.`,
    !isInPolicy && `The active policy has no environment ${environment}, so no verdicts are given for it now.`,
    outside > 0 &&
      `${artifactsOf(outside)} of the project: not evaluated for ${environment} in the span, and not recorded as running there. Nothing is known about them from this archive.`,
    unjudged > 0 &&
      `Verdicts of ${artifactsOf(unjudged)} that ran in ${environment}: none was given before the span ended.`,
    notAgain > 0 &&
      `Verdicts of the span for ${artifactsOf(notAgain)} that ran in ${environment}: none was given in it. The last one before is included.`,
    lostVerdicts > 0 && `The verdicts that ${deploymentsOf(lostVerdicts)} name: they are not stored.`,
    policyKnownSince === null
      ? 'The history of the policy: no activation is recorded.'
      : policyKnownSince > from &&
        `Which policy was active before ${policyKnownSince}: the first recorded activation is later than the start of the span.`,
    ...moves(coverage.movedOut, (images) => `${images}: moved to another project, where their evidence is now.`),
    ...moves(
      coverage.movedIn,
      (images) =>
        `Waivers and VEX documents of the project in which these images were before: ${images}. Their verdicts from before are included.`,
    ),
    `Deployments that were not recorded in Plimsoll, and waivers that no verdict in the archive uses.`,
  ].filter((sentence) => sentence !== false);
}

function moves(images: EnvironmentCoverage['movedIn'], sentence: (images: string) => string): string[] {
  if (images.length === 0) return [];
  const named = images.slice(0, MOST_NAMED).map(({ image, movedAt }) => `${image} (${movedAt})`);
  const more = images.length > MOST_NAMED ? ', and others' : '';
  return [sentence(`${named.join(', ')}${more}`)];
}

function artifactsOf(count: number): string {
  return count === 1 ? '1 artifact' : `${count} artifacts`;
}

function deploymentsOf(count: number): string {
  return count === 1 ? '1 deployment' : `${count} deployments`;
}
