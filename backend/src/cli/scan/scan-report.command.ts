import { Command, Option } from 'commander';
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
A folder holds what the scanners wrote of one artifact (trivy.json, grype.json) and, in the file "subject", what was
scanned. It gets SARIF, SBOMs (CycloneDX and SPDX), a summary and the verdicts beside them, and moves as a whole to
REPORTS/IMAGE/DIGEST/TIME; REPORTS/IMAGE/latest then points there. scripts/security-scan.sh calls this.
Where a scan failed, the file "failed" says so: the exit code (3 or 4), and why in the next line.
Names on standard input end in a zero byte each, and the list in an empty name.
With --server and PLIMSOLL_TOKEN in the environment the reports are also sent there, and the server's verdict decides.
Exit codes: 0 pass, 1 fail, 2 wrong usage or configuration, 3 unknown, 4 no usable report or no answer of the server.`;

/** Describes `plimsoll scan-report`; `run` is called with the command line once it has been read. */
export function scanReportCommand(run: (folders: string[], options: ScanReportOptions) => Promise<void>): Command {
  return new Command('scan-report')
    .description('Decides on finished scans, and files their reports.')
    .argument(
      '<folder...>',
      'folders with what the scanners wrote, one an artifact; - reads their names from standard input',
    )
    .addOption(
      new Option('-e, --environment <name>', 'the environment to ship to; may be repeated')
        .argParser((name: string, names: readonly string[] | undefined) => [...(names ?? []), name])
        .makeOptionMandatory(),
    )
    .requiredOption('--reports <folder>', 'where the reports are filed')
    .option('-p, --policy <file>', 'the policy')
    .option('-w, --waivers <file>', 'accepted risks')
    .addOption(vexOption())
    .addOption(vexKeyOption())
    .addOption(vexRootOption())
    .addOption(
      new Option(
        '--look <kinds>',
        'what the scanners looked for; their reports leave out what was not found',
      ).argParser(kinds),
    )
    .option('--database-metadata <file>', "the metadata.json of Trivy's database, which dates it")
    .addOption(new Option('--server <url>', 'a Plimsoll to send the reports to').env('PLIMSOLL_URL'))
    .addOption(new Option('--project <slug>', 'the project there').env('PLIMSOLL_PROJECT'))
    .addOption(new Option('-o, --output <kind>', 'what to write').choices(['table', 'json', 'line']).default('table'))
    .option('--no-color', 'no colour on a terminal either (NO_COLOR and FORCE_COLOR are read, too)')
    .addHelpText('after', EXAMPLES)
    .action((folders: string[], options: ScanReportOptions) => run(folders, options));
}
