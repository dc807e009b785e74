import { Command, InvalidArgumentError, Option } from 'commander';
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
Several reports are taken to be about one artifact.

VEX documents: OpenVEX, CycloneDX (JSON or XML), CSAF of the category csaf_vex, and attestations of the first two (DSSE, Sigstore bundle).
--vex oci reads what is attached to the artifact in its registry, with the credentials of "docker login"; what fails there ends the command (4).
What each statement clears, or why not, is said with --verbose.

Policy: --policy, else security-config.yml in the working folder, else the one that Plimsoll ships with.

Exit codes: 0 pass, 1 fail, 2 wrong usage or configuration, 3 unknown, 4 no usable report.
With several environments the worst counts: fail, then unknown, then pass.
What to do about each: docs/fix-a-failed-gate.md.`;

/** Describes `plimsoll gate`; `run` is called with the command line once it has been read. */
export function gateCommand(run: (reports: string[], options: GateOptions) => Promise<void>): Command {
  const command = new Command('gate')
    .description('May this artifact ship? Decides offline from scanner reports and a policy.')
    .argument('<report...>', 'report files; - is standard input');
  return withQuestion(command)
    .addOption(new Option('-o, --output <kind>', 'what to write').choices(GATE_OUTPUTS).default('table'))
    .option('--limit <count>', 'how many findings the table lists: a number or all', count, 25)
    .option('--all', 'table, markdown and json list every finding; sarif and junit always do')
    .option('-v, --verbose', 'the table lists the rules that are met, too', false)
    .option('--no-color', 'no colour on a terminal either (NO_COLOR and FORCE_COLOR are read, too)')
    .addHelpText('after', EXAMPLES)
    .action((reports: string[], options: GateOptions) => run(reports, options));
}

function count(text: string): number {
  if (text === 'all') return Infinity;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a number or all.');
  return Number(text);
}
