import type { ExposedArtifact, ExposurePage } from '../../modules/exposure/dto/exposure.dto.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { writeImageNames } from '../output/image-names.js';
import { printable } from '../output/printable.js';
import { type Terminal, terminalOf } from '../output/terminal.js';
import { type Cell, type Column, textColumns } from '../output/text-columns.js';
import { askServer, type Server } from '../server/ask-server.js';
import { neededServer } from '../server/needed-server.js';
import type { ExposureOptions } from './exposure.command.js';

const PAGE_SIZE = '200';

type Exposure = Omit<ExposurePage, 'nextCursor'>;

/** Lists where something is, page by page. Exits 0 only where it is known to be nowhere. */
export async function exposure(
  options: ExposureOptions,
  token: string | undefined,
  { stdout, stderr }: { readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WritableStream },
): Promise<ExitCode> {
  const { advisory, component, purl, range } = options;
  if (advisory === undefined && component === undefined && purl === undefined) {
    throw new CommandError(ExitCode.usage, 'nothing to search for: use --advisory, --component or --purl.');
  }
  if (range !== undefined && component === undefined) {
    throw new CommandError(ExitCode.usage, '--range goes with --component alone.');
  }
  const server = neededServer(options, token);
  const found = await findAll(server, options);
  if (options.output === 'json') stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else if (options.output === 'table') stdout.write(tableOf(found, terminalOf(stdout, true)));
  else {
    const artifacts = found.items.map(({ artifact }) => artifact);
    if (!writeImageNames(artifacts, stdout, stderr)) return ExitCode.failedToRun;
  }
  if (options.output !== 'json') for (const line of remarksOn(found)) stderr.write(`plimsoll: ${line}\n`);
  if (found.items.length > 0) return ExitCode.fail;
  return found.unknownArtifacts > 0 ? ExitCode.unknown : ExitCode.pass;
}

async function findAll(server: Server, options: ExposureOptions): Promise<Exposure> {
  const { advisory, component, purl, range: version, running } = options;
  const items: ExposedArtifact[] = [];
  let first: Exposure | undefined;
  let cursor: string | undefined;
  do {
    const query = { advisory, component, purl, version, running: running && 'true', limit: PAGE_SIZE, cursor };
    const { nextCursor, ...page } = (await askServer(server, 'recall', query, {})) as ExposurePage;
    first ??= page;
    items.push(...page.items);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { ...first, items };
}

/** What an empty or a short list does not say by itself. */
function remarksOn({ artifacts, unknownArtifacts, oldestEvidence, items }: Exposure): string[] {
  const remarks: string[] = [];
  if (unknownArtifacts > 0) {
    remarks.push(
      `not known for ${unknownArtifacts} of ${artifacts} artifacts: no complete scan of the image answers this.`,
    );
  }
  if (items.length === 0 && oldestEvidence !== null) {
    remarks.push(`the oldest evidence that says no is from ${oldestEvidence.slice(0, 10)}.`);
  }
  return remarks;
}

const COLUMNS: readonly Column[] = [
  { head: 'Image', shrinksTo: 16 },
  { head: 'Artifact' },
  { head: 'Component', shrinksTo: 16 },
  { head: 'Environment', shrinksTo: 8 },
  { head: 'Verdicts', shrinksTo: 12, isOptional: true },
];

function tableOf({ items, artifacts }: Exposure, terminal: Terminal): string {
  if (items.length === 0) return `None of ${artifacts} artifacts is known to have it.\n`;
  const rows = items.map(({ artifact, components, componentCount, deployments }): Cell[] => {
    const [{ name, version } = { name: '', version: null }] = components;
    const more = componentCount > 1 ? ` +${componentCount - 1}` : '';
    return [
      { text: printable(artifact.image) },
      { text: artifact.digest.slice(0, 19) },
      { text: `${printable(version === null ? name : `${name} ${version}`)}${more}` },
      {
        text:
          deployments === null ? 'not shown' : deployments.map(({ environment }) => printable(environment)).join(', '),
      },
      { text: artifact.verdicts.map(({ environment, outcome }) => `${printable(environment)}: ${outcome}`).join(', ') },
    ];
  });
  return `${textColumns(COLUMNS, rows, terminal).join('\n')}\n`;
}
