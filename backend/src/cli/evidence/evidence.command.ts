import { Command, Option } from 'commander';

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

export interface EvidenceRuns {
  recall(options: RecallOptions): Promise<void>;
  list(options: RecallListOptions): Promise<void>;
  undo(id: string, options: RecallUndoOptions): Promise<void>;
}

const OUTPUTS = ['text', 'json'] as const;

const EXAMPLES = `
Examples:
  $ plimsoll evidence recall --tool trivy --versions '>=0.69.4 <0.69.7' --all-projects --dry-run
  $ plimsoll evidence recall --tool trivy --versions '>=0.69.4 <0.69.7' --all-projects --reason 'tampered with'
  $ plimsoll evidence recall --sender person:bob@example.org --from 2026-11-20T00:00:00Z --project shop --reason 'stolen token'
  $ plimsoll evidence list
  $ plimsoll evidence undo 3

What rests on a recalled scan is unknown until another scan looks again. Environment: PLIMSOLL_URL, PLIMSOLL_PROJECT; the token, with
evidence:recall, is in PLIMSOLL_TOKEN. Exit codes: 0 done; 2 wrong usage, or a token without the permission; 4 the server cannot be reached.`;

/** Describes `plimsoll evidence`; one of `runs` is called with the command line once it has been read. */
export function evidenceCommand(runs: EvidenceRuns): Command {
  const command = new Command('evidence').description('Takes back scans that are no evidence, and gives them back.');
  withServer(command.command('recall'))
    .description('has scans no longer count that meet all that is named, those that come later with them')
    .addOption(new Option('--project <slug>', 'of this project').env('PLIMSOLL_PROJECT'))
    .option('--all-projects', 'of every project, whatever PLIMSOLL_PROJECT says')
    .option('--tool <name>', "the scanner's name")
    .option('--versions <range>', "of the scanner's versions; one that is no version is within every range")
    .option('--sender <sender>', 'rule:NAME, token:NAME or person:EMAIL')
    .option('--from <instant>', 'received at this instant or after it')
    .option('--until <instant>', 'received before this instant')
    .option('--reason <text>', 'why; shown where a verdict is unknown because of the recall')
    .option('--dry-run', 'list what would be recalled, and change nothing')
    .action((options: RecallOptions) => runs.recall(options));
  withServer(command.command('list'))
    .description('lists recalls, newest first')
    .action((options: RecallListOptions) => runs.list(options));
  withServer(command.command('undo'))
    .description('has the scans count again, unless another recall is about them')
    .argument('<id>', 'the number that list shows')
    .action((id: string, options: RecallUndoOptions) => runs.undo(id, options));
  return command.addHelpText('after', EXAMPLES);
}

function withServer(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'the Plimsoll to ask').env('PLIMSOLL_URL'))
    .addOption(new Option('-o, --output <format>', 'how to show the answer').choices(OUTPUTS).default('text'));
}
