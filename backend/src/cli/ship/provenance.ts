import type { PinnedImage } from './pinned-image.js';

/** What the image's own labels say of its source. */
export interface SourceLabels {
  readonly source: string | null;
  readonly revision: string | null;
  readonly created: string | null;
}

/** Where the build ran: GitHub tells a workflow in its environment. */
interface Build {
  readonly builder: string;
  readonly invocation: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

const BUILD_TYPE = 'https://plimsoll.dev/build/image/v1';
const BY_HAND = 'https://plimsoll.dev/builder/by-hand';

/** The predicate of SLSA provenance v1: what was built of which source, and where, as far as that is known. */
export function provenance(image: PinnedImage, labels: SourceLabels, env: NodeJS.ProcessEnv, at: Date): string {
  const { builder, invocation, parameters } = buildIn(env);
  const { source, revision, created } = labels;
  const dependencies =
    revision === null || !/^[0-9a-f]{40,64}$/.test(revision)
      ? []
      : [{ uri: source === null ? 'git' : `git+${source}`, digest: { gitCommit: revision } }];
  return `${JSON.stringify({
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: { image: image.repository, ...parameters },
      resolvedDependencies: dependencies,
    },
    runDetails: {
      builder: { id: builder },
      metadata: {
        ...(invocation === null ? {} : { invocationId: invocation }),
        ...(created === null || Number.isNaN(Date.parse(created))
          ? {}
          : { startedOn: new Date(created).toISOString() }),
        finishedOn: at.toISOString(),
      },
    },
  })}\n`;
}

function buildIn(env: NodeJS.ProcessEnv): Build {
  const server = env['GITHUB_SERVER_URL'];
  const repository = env['GITHUB_REPOSITORY'];
  const workflow = env['GITHUB_WORKFLOW_REF'];
  if (env['GITHUB_ACTIONS'] !== 'true' || !server || !repository || !workflow) {
    return { builder: BY_HAND, invocation: null, parameters: {} };
  }
  return {
    builder: `${server}/${workflow}`,
    invocation: `${server}/${repository}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}/attempts/${env['GITHUB_RUN_ATTEMPT'] ?? '1'}`,
    parameters: { workflow, ref: env['GITHUB_REF'] ?? '', event: env['GITHUB_EVENT_NAME'] ?? '' },
  };
}
