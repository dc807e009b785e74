import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';
import { type CheckOptions, TRUST_HELP, withTrustOptions } from './trust-options.js';

export interface VerifyOptions extends CheckOptions {
  readonly environment: string;
  readonly output: 'table' | 'json';
}

/** Describes `plimsoll verify`; `run` is called with the command line once it has been read. */
export function verifyCommand(run: (image: string, options: VerifyOptions) => Promise<void>): Command {
  const command = new Command('verify')
    .description(
      'Check whether an artifact can run in an environment: signature, attestations and verdict, from the registry.',
    )
    .argument('<image@digest>', 'the artifact')
    .requiredOption('-e, --environment <name>', 'the environment');
  return withTrustOptions(command)
    .addOption(new Option('-o, --output <kind>', 'output format').choices(['table', 'json']).default('table'))
    .addHelpText(
      'after',
      `${TRUST_HELP}
Example:
  $ plimsoll verify ghcr.io/acme/api@sha256:… --environment prod --key cosign.pub
${exitCodesHelp({
  pass: 'all checks passed',
  fail: 'a check failed',
  unknown: 'the verdict is stale or unknown',
  failedToRun: 'the registry cannot be reached',
})}`,
    )
    .action((image: string, options: VerifyOptions) => run(image, options));
}
