import { Command, Option } from 'commander';

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
    .description('Lists the artifacts that an advisory affects, or that hold a component, and what of them runs where.')
    .addOption(
      new Option('--advisory <id>', 'an identifier or alias, as CVE-2021-44228').conflicts(['component', 'purl']),
    )
    .addOption(new Option('--component <name>', 'as its ecosystem writes it').conflicts('purl'))
    .option('--purl <purl>', 'a package URL; every version where it names none')
    .option('--range <versions>', "with --component: a version or comparisons, as '>=2.0 <2.17.1'")
    .option('--running', 'only what runs somewhere now')
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
Environment: PLIMSOLL_URL; the token, with artifact:read, is in PLIMSOLL_TOKEN. What runs where needs deployment:read.
Exit codes: 0 no artifact has it, and that is known of each; 1 some have; 3 none is known to have it, but of some it is not
known; 2 wrong usage or missing permission; 4 could not run: the server cannot be reached, or names leaves one out.`,
    )
    .action(run);
}
