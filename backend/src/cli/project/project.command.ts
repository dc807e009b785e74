import { Command, Option } from 'commander';
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

Renaming and archiving a project, and moving an image, need a person who confirms who they are: do that in the console. No token can.

Environment: PLIMSOLL_URL; the token is in PLIMSOLL_TOKEN. It needs project:read to list. To create it needs project:create, and must be
for every project. Exit codes: 0 done; 2 wrong usage, or a token without the permission; 4 the server cannot be reached, or refuses, such as a
project that exists already.`;

/** Describes `plimsoll project`; one of `runs` is called with the command line once it has been read. */
export function projectCommand(runs: ProjectRuns): Command {
  const command = new Command('project').description('Lists and creates projects on the server.');
  withServer(command.command('list'))
    .description('lists the projects that the token can read, by slug')
    .addOption(new Option('--state <state>', 'both where left out').choices(PROJECT_STATES))
    .option('--search <text>', 'only where the slug or the name has this text')
    .action((options: ProjectListOptions) => runs.list(options));
  withServer(command.command('create'))
    .description('creates a project')
    .argument('<slug>', 'what pipelines call it; it never changes', slugArgument)
    .addOption(new Option('--name <name>', 'for people; the slug where left out').argParser(nameArgument))
    .option('--description <text>', 'what it is, who answers for it, where its sources are')
    .action((slug: string, options: NewProjectOptions) => runs.create(slug, options));
  return command.addHelpText('after', EXAMPLES);
}

function withServer(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'the Plimsoll to ask').env('PLIMSOLL_URL'))
    .addOption(new Option('-o, --output <format>', 'how to show the answer').choices(PROJECT_OUTPUTS).default('text'));
}
