import { Command, Option } from 'commander';
import { type QuestionOptions, withQuestion } from '../gate/question-options.js';

export const PATH_OUTPUTS = ['text', 'json', 'markdown'] as const;

/** The command line of `plimsoll path`, read. */
export interface PathOptions extends QuestionOptions {
  readonly output: (typeof PATH_OUTPUTS)[number];
  readonly color: boolean;
  readonly base?: string;
  readonly newBase?: string;
}

const EXAMPLES = `
Examples:
  $ plimsoll path trivy.json --environment prod
  $ trivy image --format json ghcr.io/acme/api:1.4 | plimsoll path - -e prod --output markdown
  $ plimsoll path trivy.json -e prod --base debian-12.5.json --new-base debian-12.6.json

Names the upgrades of least cost by which the gate passes, as lines to paste, and what no upgrade clears. An upgrade to another
patch version costs 1, to another minor version 3, to another major version 8. The gate decides what the upgrades lead to. With --base, each upgrade says whether it lies in the
base image; with --new-base, the gate says what the image would be on the newer build.

Exit codes, by what the upgrades lead to: 0 pass, 1 fail, 3 unknown; 2 wrong usage or configuration, 4 no usable report.`;

/** Describes `plimsoll path`; `run` is called with the command line once it has been read. */
export function pathCommand(run: (reports: string[], options: PathOptions) => Promise<void>): Command {
  const command = new Command('path')
    .description('What has to change so that the gate passes? The upgrades of least cost, offline.')
    .argument('<report...>', 'report files; - is standard input');
  return withQuestion(command)
    .addOption(new Option('-o, --output <kind>', 'what to write').choices(PATH_OUTPUTS).default('text'))
    .option('--base <report>', 'a report of the base image, or a folder of its reports')
    .option('--new-base <report>', 'the same of a newer build of the base image')
    .option('--no-color', 'no colour on a terminal either (NO_COLOR and FORCE_COLOR are read, too)')
    .addHelpText('after', EXAMPLES)
    .action((reports: string[], options: PathOptions) => run(reports, options));
}
