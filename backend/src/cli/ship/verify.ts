import type { Outcome } from '../../core/gate/verdict.js';
import { type Check, outcomeOf } from '../../core/trust/shipping-check.js';
import { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { Registry } from '../registry/registry.js';
import { checkForShipping } from './check-for-shipping.js';
import { pinnedImage } from './pinned-image.js';
import { readTrust } from './read-trust.js';
import type { VerifyOptions } from './verify.command.js';

const SIGNS = { pass: '✓', unknown: '?', fail: '✗' } as const;

const EXIT_CODES: Readonly<Record<Outcome, ExitCode>> = {
  pass: ExitCode.pass,
  unknown: ExitCode.unknown,
  fail: ExitCode.fail,
};

/** Checks an artifact against the registry, and says on stdout what holds. */
export async function verify(
  image: string,
  options: VerifyOptions,
  env: NodeJS.ProcessEnv,
  stdout: NodeJS.WritableStream,
  now: Date,
): Promise<ExitCode> {
  const { repository, digest } = pinnedImage(image);
  const trust = await readTrust(options);
  const registry = new Registry(repository, env, options.allowHttp);
  const { environment, maxAge } = options;
  const checks = await checkForShipping(registry, trust, { digest, environment, maxAge, at: now });
  const outcome = outcomeOf(checks);
  stdout.write(
    options.output === 'json'
      ? `${JSON.stringify({ image: repository, digest, environment, outcome, checks })}\n`
      : checkLines(`${repository}@${digest}`, environment, checks),
  );
  return EXIT_CODES[outcome];
}

/** For people: what holds, and what does not. */
export function checkLines(artifact: string, environment: string, checks: readonly Check[]): string {
  const outcome = outcomeOf(checks);
  const words = { pass: 'can run in', unknown: 'cannot run in', fail: 'cannot run in' }[outcome];
  return [
    `${SIGNS[outcome]} ${artifact} ${words} ${environment}`,
    ...checks.map(({ name, outcome: held, message }) => `  ${SIGNS[held]} ${name.padEnd(10)} ${message}`),
  ]
    .map((line) => `${printable(line)}\n`)
    .join('');
}
