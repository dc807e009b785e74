import { Command, Option } from 'commander';
import { type CheckOptions, TRUST_HELP, withTrustOptions } from './trust-options.js';

export interface VerifyOptions extends CheckOptions {
  readonly environment: string;
  readonly output: 'table' | 'json';
}

/** Describes `plimsoll verify`; `run` is called with the command line once it has been read. */
export function verifyCommand(run: (image: string, options: VerifyOptions) => Promise<void>): Command {
  const command = new Command('verify')
    .description('May this artifact run there? Checks signature, attestations and verdict in the registry.')
    .argument('<image@digest>', 'the artifact')
    .requiredOption('-e, --environment <name>', 'the environment');
  return withTrustOptions(command)
    .addOption(new Option('-o, --output <kind>', 'what to write').choices(['table', 'json']).default('table'))
    .addHelpText(
      'after',
      `${TRUST_HELP}
Example:
  $ plimsoll verify ghcr.io/acme/api@sha256:… --environment prod --key cosign.pub
Exit codes: 0 everything holds, 1 something does not, 2 wrong usage, 3 the verdict is stale or unknown, 4 the registry
cannot be asked.`,
    )
    .action((image: string, options: VerifyOptions) => run(image, options));
}
