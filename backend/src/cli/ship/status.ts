import { type Outcome, OUTCOMES } from '../../core/gate/verdict.js';
import { parseImageReference } from '../../core/model/image-reference.js';
import { type Check, outcomeOf } from '../../core/trust/shipping-check.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readPolicy } from '../gate/read-policy.js';
import { Registry } from '../registry/registry.js';
import { checkForShipping } from './check-for-shipping.js';
import { readTrust } from './read-trust.js';
import type { StatusOptions } from './status.command.js';
import { checkLines } from './verify.js';

interface EnvironmentStatus {
  readonly environment: string;
  /** Null where nothing is tagged for it. */
  readonly digest: string | null;
  readonly outcome: Outcome | null;
  readonly checks: readonly Check[];
}

const EXIT_CODES = [ExitCode.pass, ExitCode.unknown, ExitCode.fail] as const;

/** Looks at each environment's tag anew: what could run yesterday may be stale today. */
export async function status(
  image: string,
  options: StatusOptions,
  env: NodeJS.ProcessEnv,
  stdout: NodeJS.WritableStream,
  now: Date,
): Promise<ExitCode> {
  const reference = parseImageReference(image);
  if (reference === null)
    throw new CommandError(ExitCode.usage, `"${image}" is no repository such as ghcr.io/acme/api.`);
  const { policy } = await readPolicy(options.policy);
  const trust = await readTrust(options);
  const registry = new Registry(reference.repository, env, options.allowHttp);
  const standings: EnvironmentStatus[] = [];
  for (const { name: environment } of policy.environments) {
    const manifest = await registry.manifest(environment);
    if (manifest === null) {
      standings.push({ environment, digest: null, outcome: null, checks: [] });
      continue;
    }
    const { digest } = manifest;
    const checks = await checkForShipping(registry, trust, { digest, environment, maxAge: options.maxAge, at: now });
    standings.push({ environment, digest, outcome: outcomeOf(checks), checks });
  }
  stdout.write(
    options.output === 'json'
      ? `${JSON.stringify({ image: reference.repository, environments: standings })}\n`
      : standings.map((standing) => lines(reference.repository, standing)).join(''),
  );
  const worst = Math.max(0, ...standings.map(({ outcome }) => (outcome === null ? 0 : OUTCOMES.indexOf(outcome))));
  return EXIT_CODES[worst] ?? ExitCode.fail;
}

function lines(repository: string, { environment, digest, checks }: EnvironmentStatus): string {
  if (digest === null) return `- nothing is tagged ${repository}:${environment}\n`;
  return checkLines(`${repository}@${digest}`, environment, checks);
}
