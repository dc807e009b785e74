import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';
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
    .description('Write the attestations for a pushed artifact: SBOMs, provenance and verdicts.')
    .argument('<image@digest>', 'the artifact in its registry')
    .requiredOption('--report <folder>', 'its scan, as filed by scripts/security-scan.sh')
    .requiredOption('--to <folder>', 'output folder')
    .option('-p, --policy <file>', 'the policy')
    .option('-w, --waivers <file>', 'file of waivers (default: those of the server)')
    .addOption(new Option('--server <url>', 'Plimsoll server whose waivers are used').env('PLIMSOLL_URL'))
    .addOption(new Option('--project <slug>', 'project on the server').env('PLIMSOLL_PROJECT'));
  return withTrustOptions(command)
    .addHelpText(
      'after',
      `${TRUST_HELP}
stdout: one line per attestation that is missing in the registry: its predicate type, a tab and its file. Attestations that are attached and
still true are left out; "signature" stands for the signature. scripts/registry-setup.sh calls this.
The token in PLIMSOLL_TOKEN needs waiver:read. Without that permission, the verdicts are evaluated without the server's waivers, and
stderr says so. If the server does not answer, nothing is written.
${exitCodesHelp({
  pass: 'written',
  failedToRun: 'the registry cannot be reached, or the report is of another image',
})}`,
    )
    .action((image: string, options: PredicatesOptions) => run(image, options));
}
