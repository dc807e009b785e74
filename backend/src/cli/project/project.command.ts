import { Command, Option } from 'commander';
import { exitCodesHelp, USAGE_WITH_TOKEN } from '../exit-codes-help.js';
import { type ProjectState, PROJECT_STATES } from '../../modules/projects/project-states.js';
import { nameArgument, slugArgument } from '../text-arguments.js';

export const PROJECT_OUTPUTS = ['text', 'json'] as const;

interface ServerOptions {
  readonly server?: string;
  readonly output: (typeof PROJECT_OUTPUTS)[number];
}

export interface ProjectListOptions extends ServerOptions {
  readonly state?: ProjectState;
  readonly search?: string;
}

export interface NewProjectOptions extends ServerOptions {
  readonly name?: string;
  readonly description?: string;
}

export interface ProjectRuns {
  list(options: ProjectListOptions): Promise<void>;
  create(slug: string, options: NewProjectOptions): Promise<void>;
}

const EXAMPLES = `
Examples:
  $ plimsoll project list --state active
  $ plimsoll project create shop --name 'Web shop' --description 'Sources: github.com/acme/shop'

Rename or archive a project, and move images, in the console. These actions need a person who confirms their identity; no token can do them.

Environment: PLIMSOLL_URL; PLIMSOLL_TOKEN, a token with project:read (list), or with project:create and valid for every project (create).
${exitCodesHelp({
  pass: 'done',
  usage: USAGE_WITH_TOKEN,
  failedToRun: 'the server cannot be reached, or the project already exists',
})}`;

/** Describes `plimsoll project`; one of `runs` is called with the command line once it has been read. */
export function projectCommand(runs: ProjectRuns): Command {
  const command = new Command('project').description('List and create projects on the server.');
  withServer(command.command('list'))
    .description('list the projects that the token can read, by slug')
    .addOption(new Option('--state <state>', 'only projects in this state (default: both)').choices(PROJECT_STATES))
    .option('--search <text>', 'only projects with this text in slug or name')
    .action((options: ProjectListOptions) => runs.list(options));
  withServer(command.command('create'))
    .description('create a project')
    .argument('<slug>', 'name for pipelines and tokens; it cannot be changed later', slugArgument)
    .addOption(new Option('--name <name>', 'name for people (default: the slug)').argParser(nameArgument))
    .option('--description <text>', 'what it is, which team owns it, where its sources are')
    .action((slug: string, options: NewProjectOptions) => runs.create(slug, options));
  return command.addHelpText('after', EXAMPLES);
}

function withServer(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'address of the Plimsoll server').env('PLIMSOLL_URL'))
    .addOption(new Option('-o, --output <format>', 'output format').choices(PROJECT_OUTPUTS).default('text'));
}
