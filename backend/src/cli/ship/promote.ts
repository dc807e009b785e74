import type { Outcome } from '../../core/gate/verdict.js';
import { outcomeOf } from '../../core/trust/shipping-check.js';
import { CommandError } from '../command-error.js';
import { type Placement, recordDeployment } from '../deployments/record-deployment.js';
import { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { Registry } from '../registry/registry.js';
import { serverVerdict } from '../scan/server-verdict.js';
import { type Server, serverOf } from '../server/ask-server.js';
import { checkForShipping } from './check-for-shipping.js';
import { pinnedImage } from './pinned-image.js';
import type { PromoteOptions } from './promote.command.js';
import { readTrust } from './read-trust.js';
import { checkLines } from './verify.js';

const EXIT_CODES: Readonly<Record<Outcome, ExitCode>> = {
  pass: ExitCode.pass,
  unknown: ExitCode.unknown,
  fail: ExitCode.fail,
};

/**
 * Checks, names the very manifest that was checked, and has the server know. In this order, since what is tagged is what
 * gets deployed. Doing it again changes nothing, and does what was left undone.
 */
export async function promote(
  image: string,
  environment: string,
  options: PromoteOptions,
  env: NodeJS.ProcessEnv,
  stdout: NodeJS.WritableStream,
  now: Date,
): Promise<ExitCode> {
  const { repository, digest } = pinnedImage(image);
  const tag = options.tag ?? environment;
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(tag)) throw new CommandError(ExitCode.usage, `"${tag}" is no tag.`);
  const server = serverOf(options, env['PLIMSOLL_TOKEN']);
  const trust = await readTrust(options);
  const registry = new Registry(repository, env, options.allowHttp);
  const { maxAge } = options;
  const checks = await checkForShipping(registry, trust, { digest, environment, maxAge, at: now });
  const outcome = outcomeOf(checks);
  stdout.write(checkLines(`${repository}@${digest}`, environment, checks));
  if (outcome !== 'pass') return EXIT_CODES[outcome];

  if (server !== null) {
    const asked = { image: repository, digest, environment, artifactId: '' };
    const { outcome: said } = await serverVerdict(server, asked);
    stdout.write(`  The server says ${printable(said)} for ${printable(environment)}\n`);
    if (said !== 'pass') return EXIT_CODES[said];
  }
  const placement = { image: repository, digest, environment, tag, source: 'plimsoll promote' };
  stdout.write(await setTag(registry, placement, options));
  if (server !== null) stdout.write(await tellServer(server, placement, options));
  return ExitCode.pass;
}

/** Gives the line that says what was done. */
async function setTag(
  registry: Registry,
  { image, digest, tag }: Placement,
  { dryRun }: PromoteOptions,
): Promise<string> {
  const before = await registry.manifest(tag);
  if (before?.digest === digest) return `${image}:${tag} is ${digest} already\n`;
  const was = before === null ? 'was not there' : `was ${before.digest}`;
  if (dryRun) return `would tag ${image}:${tag} (${was})\n`;
  const manifest = await registry.manifest(digest);
  if (manifest === null) {
    throw new CommandError(ExitCode.failedToRun, `${image}@${digest} is no longer in the registry.`);
  }
  await registry.tag(manifest, tag);
  return `${image}:${tag} is ${digest} (${was})\n`;
}

/** Gives the line that says what was done. */
async function tellServer(server: Server, placement: Placement, { dryRun }: PromoteOptions): Promise<string> {
  const { origin } = new URL(server.url);
  const { image, environment, tag } = placement;
  if (dryRun) return `would tell ${origin} that it runs in ${environment}\n`;
  try {
    const { recordedAt, link } = await recordDeployment(server, placement);
    return `${origin} has it recorded as running in ${environment} since ${printable(recordedAt)}: ${link}\n`;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(
      ExitCode.failedToRun,
      `${image}:${tag} is set, but the server has not recorded that it runs in ${environment}.\n${error.message}\nThe same command again does the rest.`,
      { cause: error },
    );
  }
}
