import type { Deployment, DeploymentPage } from '../../modules/deployments/dto/deployment.dto.js';
import { ExitCode } from '../exit-code.js';
import { writeImageNames } from '../output/image-names.js';
import { printable } from '../output/printable.js';
import { type Style, type Terminal, terminalOf } from '../output/terminal.js';
import { type Cell, type Column, textColumns } from '../output/text-columns.js';
import { askServer, type Server } from '../server/ask-server.js';
import { neededServer } from '../server/needed-server.js';
import type { DeploymentsOptions } from './deployments.command.js';

const PAGE_SIZE = '200';

/** Lists what runs now, page by page, by image. */
export async function deployments(
  options: DeploymentsOptions,
  token: string | undefined,
  { stdout, stderr }: { readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WritableStream },
): Promise<ExitCode> {
  const server = neededServer(options, token);
  const running = await listRunning(server, options);
  if (options.output === 'names') {
    return writeImageNames(running, stdout, stderr) ? ExitCode.pass : ExitCode.failedToRun;
  }
  stdout.write(
    options.output === 'json'
      ? `${JSON.stringify(running, null, 2)}\n`
      : table(running, options, terminalOf(stdout, true)),
  );
  return ExitCode.pass;
}

async function listRunning(server: Server, { environment, image }: DeploymentsOptions): Promise<Deployment[]> {
  const running: Deployment[] = [];
  let cursor: string | undefined;
  do {
    const page = (await askServer(
      server,
      'deployments',
      { environment, image, project: server.project, current: 'true', sort: 'image', limit: PAGE_SIZE, cursor },
      {},
    )) as DeploymentPage;
    running.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return running;
}

const COLUMNS: readonly Column[] = [
  { head: 'Image', shrinksTo: 16 },
  { head: 'Environment' },
  { head: 'Verdict' },
  { head: 'Artifact' },
  { head: 'Tag', shrinksTo: 6 },
  { head: 'Since' },
  { head: 'By', shrinksTo: 8, isOptional: true },
];

const STYLES = { pass: 'green', fail: 'red', unknown: 'yellow' } as const satisfies Record<string, Style>;

function table(running: readonly Deployment[], { environment }: DeploymentsOptions, terminal: Terminal): string {
  if (running.length === 0) {
    return `Nothing is recorded as running${environment === undefined ? '' : ` in ${printable(environment)}`}.\n`;
  }
  const rows = running.map((each): Cell[] => {
    const outcome = each.verdict?.outcome;
    return [
      { text: printable(each.image) },
      { text: printable(each.environment) },
      outcome === undefined ? { text: '…' } : { text: outcome, style: STYLES[outcome] },
      { text: each.digest.slice(0, 19) },
      { text: printable(each.tag ?? '') },
      { text: `${each.recordedAt.slice(0, 16).replace('T', ' ')}Z` },
      { text: printable(each.recordedBy.name) },
    ];
  });
  return `${textColumns(COLUMNS, rows, terminal).join('\n')}\n`;
}
