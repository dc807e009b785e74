import { Command, InvalidArgumentError, Option } from 'commander';
import { exitCodesHelp } from '../exit-codes-help.js';
import { type QuestionOptions, withQuestion } from './question-options.js';

export const GATE_OUTPUTS = ['table', 'json', 'sarif', 'junit', 'markdown'] as const;

export type GateOutput = (typeof GATE_OUTPUTS)[number];

/** The command line of `plimsoll gate`, read. */
export interface GateOptions extends QuestionOptions {
  readonly output: GateOutput;
  /** Findings that the table lists an environment. */
  readonly limit: number;
  /** Table, Markdown and JSON list every finding; SARIF and JUnit do so always. */
  readonly all?: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

const EXAMPLES = `
Examples:
  $ trivy image --format json ghcr.io/acme/api:1.4 | plimsoll gate - --environment prod
  $ plimsoll gate trivy.json grype.json --environment all
  $ plimsoll gate report.json.gz -e stage -e prod --policy ci/security-config.yml --waivers waivers.yml
  $ plimsoll gate trivy.json -e prod --vex acme.openvex.json vendor.csaf.json
  $ plimsoll gate trivy.json -e prod --vex acme.vex.dsse.json --vex-key acme.pub
  $ plimsoll gate trivy.json -e prod --vex oci --vex-key acme.pub
  $ plimsoll gate report.json -e prod --output sarif > plimsoll.sarif
  $ plimsoll gate report.json -e prod --output markdown >> "$GITHUB_STEP_SUMMARY"

Reports: Trivy JSON, CycloneDX JSON, Grype JSON, SARIF; gzip, Zstandard (.zst) and Brotli (.br) are unpacked.
Several reports are evaluated together, as reports on one artifact.

VEX documents: OpenVEX, CycloneDX (JSON or XML), CSAF of the category csaf_vex, and attestations of the first two (DSSE, Sigstore bundle).
--vex oci reads the documents that are attached to the artifact in its registry, with the credentials of "docker login". If that fails, the
exit code is 4. --verbose lists what each statement clears, or why it does not.

Policy: --policy, else security-config.yml in the working folder, else the default policy.

With several environments, the worst outcome decides: fail, then unknown, then pass. What to do about a fail
or unknown: docs/fix-a-failed-gate.md.

${exitCodesHelp({ pass: 'pass', fail: 'fail', unknown: 'unknown', failedToRun: 'no usable report' })}`;

/** Describes `plimsoll gate`; `run` is called with the command line once it has been read. */
export function gateCommand(run: (reports: string[], options: GateOptions) => Promise<void>): Command {
  const command = new Command('gate')
    .description('Check whether an artifact can ship, offline, from scanner reports and a policy.')
    .argument('<report...>', 'report files; - is standard input');
  return withQuestion(command)
    .addOption(new Option('-o, --output <kind>', 'output format').choices(GATE_OUTPUTS).default('table'))
    .option('--limit <count>', 'how many findings the table lists: a number or all', count, 25)
    .option('--all', 'table, markdown and json list every finding; sarif and junit always do')
    .option('-v, --verbose', 'the table also lists the rules that passed', false)
    .option('--no-color', 'no colour, even on a terminal (NO_COLOR and FORCE_COLOR are also read)')
    .addHelpText('after', EXAMPLES)
    .action((reports: string[], options: GateOptions) => run(reports, options));
}

function count(text: string): number {
  if (text === 'all') return Infinity;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a number or all.');
  return Number(text);
}
