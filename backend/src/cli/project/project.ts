import type { Project, ProjectPage } from '../../modules/projects/dto/project.dto.js';
import { printable } from '../output/printable.js';
import { type Terminal, terminalOf } from '../output/terminal.js';
import { type Cell, type Column, textColumns } from '../output/text-columns.js';
import { askServer, type Server } from '../server/ask-server.js';
import { neededServer } from '../server/needed-server.js';
import type { ProjectListOptions, ProjectRuns } from './project.command.js';

const PATH = 'projects';
const PAGE_SIZE = '200';

/** What `plimsoll project` does: the server keeps projects, this asks it. */
export function projectRuns(
  { stdout }: { readonly stdout: NodeJS.WriteStream },
  token: string | undefined,
): ProjectRuns {
  const say = (options: { readonly output: string }, answer: unknown, text: () => string): void => {
    stdout.write(options.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : text());
  };
  return {
    list: async (options) => {
      const projects = await listProjects(neededServer(options, token), options);
      say(options, projects, () => table(projects, terminalOf(stdout, true)));
    },
    create: async (slug, options) => {
      const { name, description } = options;
      const body = JSON.stringify({ slug, name, description });
      const headers = { 'Content-Type': 'application/json' };
      const server = neededServer(options, token);
      const project = (await askServer(server, PATH, {}, { method: 'POST', headers, body })) as Project;
      say(options, project, () => `created: ${printable(project.slug)} (${printable(project.name)})\n`);
    },
  };
}

async function listProjects(server: Server, { state, search }: ProjectListOptions): Promise<Project[]> {
  const projects: Project[] = [];
  let cursor: string | undefined;
  do {
    const query = { state, q: search, limit: PAGE_SIZE, cursor };
    const page = (await askServer(server, PATH, query, {})) as ProjectPage;
    projects.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return projects;
}

const COLUMNS: readonly Column[] = [
  { head: 'Project', shrinksTo: 16 },
  { head: 'Name', shrinksTo: 12 },
  { head: 'Images' },
  { head: 'Last report' },
  { head: 'Archived' },
];

function table(projects: readonly Project[], terminal: Terminal): string {
  if (projects.length === 0) return 'No such project that the token can read.\n';
  const rows = projects.map(({ slug, name, imageCount, lastReportAt, archivedAt }): Cell[] => [
    { text: printable(slug) },
    { text: printable(name) },
    { text: String(imageCount) },
    { text: dayOf(lastReportAt) },
    { text: dayOf(archivedAt) },
  ]);
  return `${textColumns(COLUMNS, rows, terminal).join('\n')}\n`;
}

/** In UTC. */
function dayOf(instant: string | null): string {
  return instant === null ? '-' : printable(instant.slice(0, 10));
}
