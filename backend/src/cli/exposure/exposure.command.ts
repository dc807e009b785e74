import { Command, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_TOKEN } from '../exit-codes-help.js';

export const EXPOSURE_OUTPUTS = ['table', 'json', 'names'] as const;

export interface ExposureOptions {
  readonly advisory?: string;
  readonly component?: string;
  readonly purl?: string;
  readonly range?: string;
  readonly running?: true;
  readonly server?: string;
  readonly output: (typeof EXPOSURE_OUTPUTS)[number];
}

/** Describes `plimsoll exposure`; `run` is called with the command line once it has been read. */
export function exposureCommand(run: (options: ExposureOptions) => Promise<void>): Command {
  return new Command('exposure')
    .description('List the artifacts that an advisory affects, or that contain a component, and where they run.')
    .addOption(
      new Option('--advisory <id>', 'an identifier or alias, such as CVE-2021-44228').conflicts(['component', 'purl']),
    )
    .addOption(new Option('--component <name>', 'name of the component in its ecosystem').conflicts('purl'))
    .option('--purl <purl>', 'a package URL; without a version, every version')
    .option('--range <versions>', "with --component: a version or comparisons, such as '>=2.0 <2.17.1'")
    .option('--running', 'only artifacts that run in an environment now')
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(
      new Option('-o, --output <format>', 'names: one IMAGE@DIGEST per line, each once')
        .choices(EXPOSURE_OUTPUTS)
        .default('table'),
    )
    .addHelpText(
      'after',
      `
Example:
  $ plimsoll exposure --advisory CVE-2021-44228 --running
Environment: PLIMSOLL_URL; PLIMSOLL_TOKEN, a token with artifact:read, and deployment:read to see what runs where.
${exitCodesHelp({
  pass: 'no artifact has it',
  fail: 'at least one artifact has it',
  usage: USAGE_WITH_TOKEN,
  unknown: 'no artifact is known to have it, but for some it is not known',
  failedToRun: 'the server cannot be reached, or names leaves an artifact out',
})}`,
    )
    .action(run);
}
