import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';
import { SEVERITIES, type Severity } from '../../core/model/severity.js';
import type { RequiredKind } from '../../core/model/required-kind.js';
import { REPORT_FORMATS, type ReportFormat } from '../../core/reports/scan.js';
import { kinds } from '../gate/question-options.js';

export const DIFF_OUTPUTS = ['text', 'json', 'markdown'] as const;

/** The command line of `plimsoll diff`, read. */
export interface DiffOptions {
  readonly look?: readonly RequiredKind[];
  readonly format?: ReportFormat;
  readonly strict?: boolean;
  readonly exitCode?: Severity;
  readonly output: (typeof DIFF_OUTPUTS)[number];
  readonly color: boolean;
}

const EXAMPLES = `
Examples:
  $ plimsoll diff main.trivy.json trivy.json
  $ plimsoll diff reports/api/sha256-1f…/2026-11-29T12-00-00Z reports/api/latest --output markdown
  $ plimsoll diff running.json built.json --exit-code high

A folder stands for the reports in it: those that scripts/security-scan.sh has filed, or all files that end in .json or .sarif (or these with
.gz, .zst, .br). Findings count as fixed only if a scan looked for them again. The others are listed as not compared.

${exitCodesHelp({
  pass: 'compared',
  fail: 'with --exit-code: a finding of that severity or worse is introduced',
  unknown: 'with --exit-code: it is not known whether one is introduced',
  failedToRun: 'no usable report',
})}`;

/** Describes `plimsoll diff`; `run` is called with the command line once it has been read. */
export function diffCommand(run: (before: string, after: string, options: DiffOptions) => Promise<void>): Command {
  return new Command('diff')
    .description('Compare two artifacts, offline: components, and findings that were introduced or fixed.')
    .argument('<before>', 'a report of the earlier artifact, or a folder of its reports; - is standard input')
    .argument('<after>', 'a report of the later artifact, or a folder of its reports')
    .addOption(
      new Option(
        '--look <kinds>',
        'kinds the scanners checked; needed because Trivy omits kinds without findings',
      ).argParser(kinds),
    )
    .addOption(new Option('--format <format>', 'format of the reports (default: detected)').choices(REPORT_FORMATS))
    .option('--strict', 'reject reports that do not match their schema, even where no finding depends on it')
    .addOption(
      new Option('--exit-code <severity>', 'exit with 1 if a finding of this severity or worse is introduced').choices(
        SEVERITIES,
      ),
    )
    .addOption(new Option('-o, --output <kind>', 'output format').choices(DIFF_OUTPUTS).default('text'))
    .option('--no-color', 'no colour, even on a terminal (NO_COLOR and FORCE_COLOR are also read)')
    .addHelpText('after', EXAMPLES)
    .action((before: string, after: string, options: DiffOptions) => run(before, after, options));
}
