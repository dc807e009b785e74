import type { Outcome } from '../../core/gate/verdict.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { Registry } from '../registry/registry.js';
import { serverVerdict } from '../scan/server-verdict.js';
import { pinnedImage } from './pinned-image.js';
import type { PromoteOptions } from './promote.command.js';
import { checkForShipping, outcomeOf } from './shipping-check.js';
import { Trust } from './trust.js';
import { checkLines } from './verify.js';

const EXIT_CODES: Readonly<Record<Outcome, ExitCode>> = {
  pass: ExitCode.pass,
  unknown: ExitCode.unknown,
  fail: ExitCode.fail,
};

/** Checks, and then names the very manifest that was checked. Doing it again changes nothing. */
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
  const trust = await Trust.from(options);
  const registry = new Registry(repository, env, options.allowHttp);
  const { maxAge } = options;
  const checks = await checkForShipping(registry, trust, { digest, environment, maxAge, at: now });
  const outcome = outcomeOf(checks);
  stdout.write(checkLines(`${repository}@${digest}`, environment, checks));
  if (outcome !== 'pass') return EXIT_CODES[outcome];

  const said = await askServer(options, env, { image: repository, digest, environment });
  if (said !== null) {
    stdout.write(`  The server says ${printable(said)} for ${printable(environment)}\n`);
    if (said !== 'pass') return EXIT_CODES[said];
  }
  const before = await registry.manifest(tag);
  if (before?.digest === digest) {
    stdout.write(`${repository}:${tag} is ${digest} already\n`);
    return ExitCode.pass;
  }
  const was = before === null ? 'was not there' : `was ${before.digest}`;
  if (options.dryRun) {
    stdout.write(`would tag ${repository}:${tag} (${was})\n`);
    return ExitCode.pass;
  }
  const manifest = await registry.manifest(digest);
  if (manifest === null) throw new CommandError(ExitCode.failedToRun, `${image} is no longer in the registry.`);
  await registry.tag(manifest, tag);
  stdout.write(`${repository}:${tag} is ${digest} (${was})\n`);
  return ExitCode.pass;
}

async function askServer(
  { server: url }: PromoteOptions,
  env: NodeJS.ProcessEnv,
  about: { image: string; digest: string; environment: string },
): Promise<Outcome | null> {
  if (!url) return null;
  const token = env['PLIMSOLL_TOKEN'];
  if (!token)
    throw new CommandError(ExitCode.usage, 'a server is named (PLIMSOLL_URL), but no token is in PLIMSOLL_TOKEN.');
  const { outcome } = await serverVerdict({ url, token }, { ...about, artifactId: '' });
  return outcome;
}
