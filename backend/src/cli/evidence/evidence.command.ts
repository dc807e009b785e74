import { Command, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_TOKEN } from '../exit-codes-help.js';

interface ServerOptions {
  readonly server?: string;
  readonly output: (typeof OUTPUTS)[number];
}

export interface RecallOptions extends ServerOptions {
  readonly project?: string;
  readonly allProjects?: true;
  readonly tool?: string;
  readonly versions?: string;
  readonly sender?: string;
  readonly from?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly dryRun?: true;
}

export type RecallListOptions = ServerOptions;

export type RecallUndoOptions = ServerOptions;

export interface EvidenceExportOptions {
  readonly server?: string;
  readonly project?: string;
  readonly environment?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
}

export interface EvidenceVerifyOptions {
  readonly publicKey: string;
}

export interface EvidenceRuns {
  /** Without an artifact: all of the project's that the environment had. */
  export(artifact: string | undefined, options: EvidenceExportOptions): Promise<void>;
  verify(file: string, options: EvidenceVerifyOptions): Promise<void>;
  /** Verifies it first, and evaluates each of its verdicts again. */
  replay(file: string, options: EvidenceVerifyOptions): Promise<void>;
  key(options: { readonly server?: string }): Promise<void>;
  recall(options: RecallOptions): Promise<void>;
  list(options: RecallListOptions): Promise<void>;
  undo(id: string, options: RecallUndoOptions): Promise<void>;
}

const OUTPUTS = ['text', 'json'] as const;

const EXAMPLES = `
Examples:
  $ plimsoll evidence export ghcr.io/acme/api@sha256:… --environment prod --from 2026-10-01 --out october.tar
  $ plimsoll evidence export --project shop --environment prod --from 2026-10-01 --to 2026-11-01 --out october.tar
  $ plimsoll evidence key > plimsoll.pem
  $ plimsoll evidence verify october.tar --public-key plimsoll.pem
  $ plimsoll evidence replay october.tar --public-key plimsoll.pem
  $ plimsoll evidence recall --tool trivy --versions '>=0.69.4 <0.69.7' --all-projects --dry-run
  $ plimsoll evidence recall --tool trivy --versions '>=0.69.4 <0.69.7' --all-projects --reason 'tampered with'
  $ plimsoll evidence recall --sender person:bob@example.org --from 2026-11-20T00:00:00Z --project shop --reason 'stolen token'
  $ plimsoll evidence list
  $ plimsoll evidence undo 3

Verdicts that use a recalled scan are unknown until the image is scanned again. verify and replay work offline.

Environment: PLIMSOLL_URL, PLIMSOLL_PROJECT; PLIMSOLL_TOKEN, a token with evidence:recall or evidence:export.
${exitCodesHelp({
  pass: 'done; verify: the archive is intact; replay: and each verdict is the same',
  fail: 'verify, replay: the archive is not intact; replay: or a verdict is another one',
  unknown: 'replay: a verdict could not be checked',
  usage: USAGE_WITH_TOKEN,
  failedToRun: 'the server cannot be reached',
})}`;

/** Describes `plimsoll evidence`; one of `runs` is called with the command line once it has been read. */
export function evidenceCommand(runs: EvidenceRuns): Command {
  const command = new Command('evidence').description('Export and verify evidence; recall scans.');
  command
    .command('export')
    .description('download the evidence of an artifact, or of an environment and a time span, as one signed archive')
    .argument(
      '[artifact]',
      'number of the artifact, or IMAGE@sha256:DIGEST; left out: all of the project in --environment since --from',
    )
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(new Option('--project <slug>', 'only this project').env('PLIMSOLL_PROJECT'))
    .option('--environment <name>', 'only verdicts and deployments for this environment')
    .option('--from <instant>', 'from this instant on')
    .option('--to <instant>', 'before this instant')
    .option('--out <file>', 'where to write it (default: evidence-DIGEST.tar, or evidence-PROJECT-ENVIRONMENT.tar)')
    .action((artifact: string | undefined, options: EvidenceExportOptions) => runs.export(artifact, options));
  command
    .command('verify')
    .description('check offline that every file of an archive is as it was signed, and that none is missing')
    .argument('<file>', 'the archive')
    .requiredOption('--public-key <file>', 'public key of the server that exported it (PEM)')
    .action((file: string, options: EvidenceVerifyOptions) => runs.verify(file, options));
  command
    .command('replay')
    .description('verify an archive and evaluate its verdicts again offline, from the reports and policies in it')
    .argument('<file>', 'the archive')
    .requiredOption('--public-key <file>', 'public key of the server that exported it (PEM)')
    .action((file: string, options: EvidenceVerifyOptions) => runs.replay(file, options));
  command
    .command('key')
    .description('print the public key for the signatures of archives')
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .action((options: { readonly server?: string }) => runs.key(options));
  withServer(command.command('recall'))
    .description('recall scans: scans that meet all conditions stop counting, including later ones')
    .addOption(new Option('--project <slug>', 'only this project').env('PLIMSOLL_PROJECT'))
    .option('--all-projects', 'every project, regardless of PLIMSOLL_PROJECT')
    .option('--tool <name>', "the scanner's name")
    .option('--versions <range>', 'versions of the scanner; text that is not a version matches every range')
    .option('--sender <sender>', 'rule:NAME, token:NAME or person:EMAIL')
    .option('--from <instant>', 'received at this instant or after it')
    .option('--until <instant>', 'received before this instant')
    .option('--reason <text>', 'why; shown where a verdict is unknown because of the recall')
    .option('--dry-run', 'list what would be recalled, without changing anything')
    .action((options: RecallOptions) => runs.recall(options));
  withServer(command.command('list'))
    .description('list recalls, newest first')
    .action((options: RecallListOptions) => runs.list(options));
  withServer(command.command('undo'))
    .description('undo a recall: the scans count again, unless another recall covers them')
    .argument('<id>', 'the number that list shows')
    .action((id: string, options: RecallUndoOptions) => runs.undo(id, options));
  return command.addHelpText('after', EXAMPLES);
}

function withServer(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(new Option('-o, --output <format>', 'output format').choices(OUTPUTS).default('text'));
}
