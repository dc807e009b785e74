import { Command, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';
import type { RequiredKind } from '../../core/model/required-kind.js';
import { kinds, vexKeyOption, vexOption, vexRootOption } from '../gate/question-options.js';
import type { VexOptions } from '../gate/vex-sources.js';

/** The command line of `plimsoll scan-report`, read. */
export interface ScanReportOptions extends VexOptions {
  readonly environment: readonly string[];
  readonly policy?: string;
  readonly waivers?: string;
  readonly reports: string;
  readonly look?: readonly RequiredKind[];
  readonly databaseMetadata?: string;
  readonly server?: string;
  readonly project?: string;
  readonly output: 'table' | 'json' | 'line';
  readonly color: boolean;
}

const EXAMPLES = `
A folder holds the scanners' reports on one artifact (trivy.json, grype.json) and the file "subject", which names what was scanned.
The command adds SARIF, SBOMs (CycloneDX and SPDX), a summary and the verdicts, and moves the folder to
REPORTS/IMAGE/DIGEST/TIME. REPORTS/IMAGE/latest then points there. scripts/security-scan.sh calls this.
If a scan failed, the file "failed" has the exit code (3 or 4) in its first line and the reason in the next.
On standard input, each name ends with a zero byte, and an empty name ends the list.
With --server and PLIMSOLL_TOKEN in the environment, the reports are also sent to the server, and its verdict decides.
${exitCodesHelp({
  pass: 'pass',
  fail: 'fail',
  unknown: 'unknown',
  failedToRun: 'no usable report, or the server does not answer',
})}`;

/** Describes `plimsoll scan-report`; `run` is called with the command line once it has been read. */
export function scanReportCommand(run: (folders: string[], options: ScanReportOptions) => Promise<void>): Command {
  return new Command('scan-report')
    .description('Evaluate finished scans and file their reports.')
    .argument('<folder...>', 'folders with scanner reports, one per artifact; - reads their names from standard input')
    .addOption(
      new Option('-e, --environment <name>', 'environment to check; repeatable')
        .argParser((name: string, names: readonly string[] | undefined) => [...(names ?? []), name])
        .makeOptionMandatory(),
    )
    .requiredOption('--reports <folder>', 'folder to file the reports in')
    .option('-p, --policy <file>', 'the policy')
    .option('-w, --waivers <file>', 'accepted risks')
    .addOption(vexOption())
    .addOption(vexKeyOption())
    .addOption(vexRootOption())
    .addOption(
      new Option(
        '--look <kinds>',
        'kinds the scanners checked; needed because reports omit kinds without findings',
      ).argParser(kinds),
    )
    .option('--database-metadata <file>', "the metadata.json of Trivy's database, which dates it")
    .addOption(new Option('--server <url>', 'Plimsoll server to send the reports to').env('PLIMSOLL_URL'))
    .addOption(new Option('--project <slug>', 'project on the server').env('PLIMSOLL_PROJECT'))
    .addOption(new Option('-o, --output <kind>', 'output format').choices(['table', 'json', 'line']).default('table'))
    .option('--no-color', 'no colour, even on a terminal (NO_COLOR and FORCE_COLOR are also read)')
    .addHelpText('after', EXAMPLES)
    .action((folders: string[], options: ScanReportOptions) => run(folders, options));
}
