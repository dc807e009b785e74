import { Command, Option } from 'commander';
import { IMPORT_SOURCES, type ImportSourceName } from './import/import-sources.js';

export interface ImportOptions {
  readonly from: ImportSourceName;
  readonly author: string;
  readonly expires?: string;
  readonly longest: string;
  readonly image?: string;
  readonly environment?: readonly string[];
}

export interface WaiversRuns {
  import(file: string, options: ImportOptions): Promise<void>;
}

const EXAMPLES = `
Examples:
  $ plimsoll waivers import .trivyignore --from trivy --author dev@example.org --expires 2027-01-31 > waivers.yml
  $ plimsoll waivers import .grype.yaml --from grype --author dev@example.org --expires 2027-01-31 > waivers.yml
  $ plimsoll waivers import findings.json --from dependency-track --image ghcr.io/acme/api --author dev@example.org --expires 2027-01-31`;

/** Describes `plimsoll waivers`; one of `runs` is called with the command line once it has been read. */
export function waiversCommand(runs: WaiversRuns): Command {
  const command = new Command('waivers').description(
    'Accepted risks: what they cover, who answers for them, and until when.',
  );
  command
    .command('import')
    .description(
      "writes a file of waivers from another tool's ignore rules, and says of each rule that is left out why",
    )
    .argument('<file>', '.trivyignore, .trivyignore.yaml, .grype.yaml, or findings as Dependency-Track exports them')
    .addOption(new Option('--from <tool>', 'whose file it is').choices(IMPORT_SOURCES).makeOptionMandatory())
    .requiredOption('--author <name>', 'who asks for the waivers')
    .option('--expires <day>', 'the end of rules that have none: a day, or an instant')
    .option('--longest <duration>', 'no waiver ends later than so long from now', '365d')
    .option(
      '--image <repository>',
      'only for this image; required for dependency-track, whose findings are of one project',
    )
    .option('-e, --environment <name...>', 'only for these environments')
    .action((file: string, options: ImportOptions) => runs.import(file, options));
  return command.addHelpText('after', EXAMPLES);
}
