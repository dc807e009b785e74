import { Command, InvalidArgumentError, Option } from 'commander';
import { type RequiredKind, REQUIRED_KINDS } from '../../core/model/required-kind.js';
import { REPORT_FORMATS, type ReportFormat } from '../../core/reports/scan.js';

export const GATE_OUTPUTS = ['table', 'json', 'sarif', 'junit', 'markdown'] as const;

export type GateOutput = (typeof GATE_OUTPUTS)[number];

/** The command line of `plimsoll gate`, read. */
export interface GateOptions {
  readonly environment: readonly string[];
  readonly policy?: string;
  readonly waivers?: string;
  readonly vex?: readonly string[];
  /** Files with public keys (PEM) that attested VEX documents may be signed with. */
  readonly vexKey?: readonly string[];
  readonly output: GateOutput;
  readonly image?: string;
  readonly digest?: string;
  readonly tag?: string;
  readonly format?: ReportFormat;
  readonly strict?: boolean;
  readonly databaseDate?: Date;
  /** What the scanners looked for, found or not. */
  readonly look?: readonly RequiredKind[];
  readonly at?: Date;
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
  $ plimsoll gate report.json -e prod --output sarif > plimsoll.sarif
  $ plimsoll gate report.json -e prod --output markdown >> "$GITHUB_STEP_SUMMARY"

Reports: Trivy JSON, CycloneDX JSON, Grype JSON, SARIF; gzip, Zstandard (.zst) and Brotli (.br) are unpacked.
Several reports are taken to be about one artifact.

VEX documents: OpenVEX, CycloneDX (JSON or XML), CSAF of the category csaf_vex, and attestations of the first two (DSSE, Sigstore bundle).
What each statement clears, or why not, is said with --verbose.

Policy: --policy, else security-config.yml in the working folder, else the one that Plimsoll ships with.

Exit codes: 0 pass, 1 fail, 2 wrong usage or configuration, 3 unknown, 4 no usable report.
With several environments the worst counts: fail, then unknown, then pass.`;

/** Describes `plimsoll gate`; `run` is called with the command line once it has been read. */
export function gateCommand(run: (reports: string[], options: GateOptions) => Promise<void>): Command {
  return new Command('gate')
    .description('May this artifact ship? Decides offline from scanner reports and a policy.')
    .argument('<report...>', 'report files; - is standard input')
    .addOption(
      new Option('-e, --environment <name>', 'the environment to ship to; may be repeated, all is every one')
        .argParser((name: string, names: readonly string[] | undefined) => [...(names ?? []), name])
        .makeOptionMandatory(),
    )
    .option('-p, --policy <file>', 'the policy')
    .option('-w, --waivers <file>', 'accepted risks')
    .option('--vex <file...>', 'VEX documents; whose count is up to the policy (evidence.vexFrom)')
    .option('--vex-key <file...>', 'public keys (PEM) that attested VEX documents are signed with')
    .addOption(new Option('-o, --output <kind>', 'what to write').choices(GATE_OUTPUTS).default('table'))
    .option('--image <repository>', "the image's repository, if the reports do not name it")
    .option('--digest <sha256>', "the artifact's digest, if the reports do not name it")
    .option('--tag <tag>', "the artifact's tag")
    .addOption(
      new Option('--format <format>', 'the format of the reports, if it is not to be recognised').choices(
        REPORT_FORMATS,
      ),
    )
    .option('--strict', 'refuse reports that their schema calls invalid, also where no finding depends on it')
    .option('--database-date <date>', "when the scanner's database was built, if the reports do not say", instant)
    .addOption(
      new Option('--look <kinds>', 'what the scanners looked for; Trivy leaves out what was not found').argParser(
        kinds,
      ),
    )
    .option('--at <instant>', 'decide as of this instant (ISO 8601); now where left out', instant)
    .option('--limit <count>', 'how many findings the table lists: a number or all', count, 25)
    .option('--all', 'table, markdown and json list every finding; sarif and junit always do')
    .option('-v, --verbose', 'the table lists the rules that are met, too', false)
    .option('--no-color', 'no colour on a terminal either (NO_COLOR and FORCE_COLOR are read, too)')
    .addHelpText('after', EXAMPLES)
    .action((reports: string[], options: GateOptions) => run(reports, options));
}

function instant(text: string): Date {
  const isIso = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const time = new Date(text);
  if (!isIso || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('Write a date and time such as 2026-11-21T12:00:00Z.');
  }
  return time;
}

function count(text: string): number {
  if (text === 'all') return Infinity;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a number or all.');
  return Number(text);
}

/** `vulnerabilities,secrets` */
export function kinds(text: string): RequiredKind[] {
  return text.split(',').map((word) => {
    const kind = REQUIRED_KINDS.find((known) => known === word);
    if (kind === undefined) throw new InvalidArgumentError(`There are ${REQUIRED_KINDS.join(', ')}.`);
    return kind;
  });
}
