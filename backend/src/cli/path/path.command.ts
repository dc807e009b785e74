import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';
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

Lists the upgrades of least cost with which the gate passes, as lines to paste, and the findings that no upgrade fixes. An upgrade to another
patch version costs 1, to another minor version 3, to another major version 8. The gate evaluates the image with the upgrades.
With --base, each upgrade says whether it is in the base image. With --new-base, the gate also evaluates the image on the newer build.

${exitCodesHelp({
  pass: 'the upgrades lead to pass',
  fail: 'they lead to fail',
  unknown: 'they lead to unknown',
  failedToRun: 'no usable report',
})}`;

/** Describes `plimsoll path`; `run` is called with the command line once it has been read. */
export function pathCommand(run: (reports: string[], options: PathOptions) => Promise<void>): Command {
  const command = new Command('path')
    .description('List what has to change so that the gate passes: the upgrades of least cost, offline.')
    .argument('<report...>', 'report files; - is standard input');
  return withQuestion(command)
    .addOption(new Option('-o, --output <kind>', 'output format').choices(PATH_OUTPUTS).default('text'))
    .option('--base <report>', 'a report of the base image, or a folder of its reports')
    .option('--new-base <report>', 'a report of a newer build of the base image, or a folder of its reports')
    .option('--no-color', 'no colour, even on a terminal (NO_COLOR and FORCE_COLOR are also read)')
    .addHelpText('after', EXAMPLES)
    .action((reports: string[], options: PathOptions) => run(reports, options));
}
