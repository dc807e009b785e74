import { Command, Option } from 'commander';
import { type CheckOptions, TRUST_HELP, withTrustOptions } from './trust-options.js';

export interface PredicatesOptions extends CheckOptions {
  readonly report: string;
  readonly to: string;
  readonly policy?: string;
  readonly waivers?: string;
  readonly server?: string;
  readonly project?: string;
}

/** Describes `plimsoll predicates`; `run` is called with the command line once it has been read. */
export function predicatesCommand(run: (image: string, options: PredicatesOptions) => Promise<void>): Command {
  const command = new Command('predicates')
    .description('Writes what is to be attested of a pushed artifact: SBOMs, provenance and verdicts.')
    .argument('<image@digest>', 'the artifact in its registry')
    .requiredOption('--report <folder>', 'the scan of it, as scripts/security-scan.sh filed it')
    .requiredOption('--to <folder>', 'where to write')
    .option('-p, --policy <file>', 'the policy')
    .option('-w, --waivers <file>', 'file of waivers (default: those of the server)')
    .addOption(new Option('--server <url>', 'a Plimsoll whose waivers count').env('PLIMSOLL_URL'))
    .addOption(new Option('--project <slug>', 'the project there').env('PLIMSOLL_PROJECT'));
  return withTrustOptions(command)
    .addHelpText(
      'after',
      `${TRUST_HELP}
stdout: a line for each that is not attached yet: its predicate type, a tab and its file. What is attached already, and
still true, is left out; "signature" stands for the signature. scripts/registry-setup.sh calls this.
The token in PLIMSOLL_TOKEN needs waiver:read. With another one the verdicts are made without the server's waivers, and
stderr says so; where the server does not answer, nothing is written.
Exit codes: 0 written, 2 wrong usage, 4 the registry cannot be asked or the report is of another image.`,
    )
    .action((image: string, options: PredicatesOptions) => run(image, options));
}
