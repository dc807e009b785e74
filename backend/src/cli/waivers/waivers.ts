import type { ChangedArtifact } from '../../modules/gate/dto/changed-artifact.dto.js';
import { DURATION, durationOf } from '../../core/model/duration.js';
import { minuteOf } from '../../core/gate/words.js';
import type { AppliedWaivers, ExportedWaivers } from '../../modules/waivers/dto/waiver-file.dto.js';
import type { WaiverPreview } from '../../modules/waivers/dto/waiver-preview.dto.js';
import type { Waiver, WaiverPage, WaiverResult } from '../../modules/waivers/dto/waiver.dto.js';
import { parseWaivers } from '../../core/policy/parse-waivers.js';
import { writeWaivers } from '../../core/policy/write-waivers.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { waiversText } from '../gate/read-policy.js';
import { printable } from '../output/printable.js';
import { terminalOf } from '../output/terminal.js';
import { type Cell, type Column, textColumns } from '../output/text-columns.js';
import { askServer, type Server } from '../server/ask-server.js';
import { neededServer } from '../server/needed-server.js';
import { simulationCode, simulationText } from '../simulate/simulation-text.js';
import type { WaiverRequestOptions, WaiversRuns } from './waivers.command.js';

const PATH = 'waivers';

/** As many artifacts as the server lists. */
const MOST_FORECAST = 1000;

/** So many are shown; the console has the others. */
const MOST_LISTED = 200;

interface Streams {
  readonly stdout: NodeJS.WriteStream;
}

/** What `plimsoll waivers` asks a server for: the server decides, this asks it. */
export function waiversRuns({ stdout }: Streams, token: string | undefined): Omit<WaiversRuns, 'import'> {
  const say = (options: { readonly output: string }, answer: unknown, text: () => string): void => {
    stdout.write(options.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : text());
  };
  const end =
    (word: 'reject' | 'revoke', told: string): WaiversRuns['revoke'] =>
    async (waiver, options) => {
      const asked = neededServer(options, token);
      const { id } = await find(asked, waiver);
      const result = (await send(asked, `${PATH}/${id}/${word}`, { reason: options.reason })) as WaiverResult;
      say(options, result, () => resultText(result, told));
    };
  return {
    list: async (options) => {
      const { project, state, mine, ending, exitCode } = options;
      const query = {
        limit: String(MOST_LISTED),
        ...(project !== undefined && project !== '' && { project }),
        ...(state !== undefined && { state }),
        ...(mine === true && { to: 'approve' }),
        ...(ending !== undefined && endingWithin(ending, state)),
      };
      const page = (await askServer(neededServer(options, token), PATH, query, {})) as WaiverPage;
      say(options, page, () => listText(page, stdout));
      return exitCode === true && page.items.length > 0 ? ExitCode.fail : ExitCode.pass;
    },
    forecast: async (options) => {
      const query = { by: options.by, project: options.project || undefined, limit: String(MOST_FORECAST) };
      const forecast = (await askServer(neededServer(options, token), `${PATH}/forecast`, query, {})) as WaiverPreview;
      say(options, forecast, () => simulationText(forecast));
      return simulationCode(forecast);
    },
    request: async (options) => {
      const asked = neededServer(options, token);
      const result = (await send(asked, PATH, { project: projectOf(options), ...contentOf(options) })) as WaiverResult;
      say(options, result, () => resultText(result, result.isJoined ? 'was requested before' : 'is requested'));
    },
    approve: async (waiver, options) => {
      const asked = neededServer(options, token);
      const { id, name, revision } = await find(asked, waiver);
      if (!/^[0-9a-f]{8,64}$/.test(options.revision) || !revision.startsWith(options.revision)) {
        throw usage(
          `${name} is at revision ${revision}, and not at ${options.revision}. Read it, and approve what it says now.`,
        );
      }
      const result = (await send(asked, `${PATH}/${id}/approve`, { revision })) as WaiverResult;
      say(options, result, () => resultText(result, 'is approved by you'));
    },
    reject: end('reject', 'is rejected'),
    revoke: end('revoke', 'is revoked'),
    apply: async (file, options) => {
      const asked = neededServer(options, token);
      const body = {
        project: projectOf(options),
        origin: options.origin,
        source: await waiversText(file),
        dryRun: options.dryRun === true,
      };
      const result = (await send(asked, `${PATH}/apply`, body)) as AppliedWaivers;
      say(options, result, () => appliedText(result));
    },
    export: async (options) => {
      const { project } = options;
      const query = project === undefined || project === '' ? {} : { project };
      const file = (await askServer(neededServer(options, token), `${PATH}/export`, query, {})) as ExportedWaivers;
      stdout.write(writeWaivers(parseWaivers(JSON.stringify(file))));
    },
  };
}

/** Those that count now, unless another state is asked for; by the clock of this machine. */
function endingWithin(duration: string, state = 'in-force'): Record<string, string> {
  if (!DURATION.test(duration)) throw usage(`"${duration}" is no duration such as 14d or 12h.`);
  return { state, endsBefore: new Date(Date.now() + durationOf(duration)).toISOString(), sort: 'ends' };
}

function send(server: Server, path: string, body: object): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' };
  return askServer(server, path, {}, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** A waiver of every project is asked for by name: a forgotten variable must not reach beyond one. */
function projectOf({
  project,
  allProjects,
}: {
  readonly project?: string;
  readonly allProjects?: true;
}): string | null {
  if (allProjects === true) return null;
  if (project === undefined || project === '') {
    throw usage('no project: use --project or --all-projects.');
  }
  return project;
}

function contentOf(options: WaiverRequestOptions): object {
  const { advisory, rule, component, versions, path, image, digest, environment: environments } = options;
  const { status, justification, expires: expiresAt, from: validFrom } = options;
  return {
    scope: { advisory, rule, component, versions, path, image, digest, environments },
    status,
    justification,
    expiresAt,
    validFrom,
  };
}

/** By its number, or by the name that verdicts have. */
async function find(server: Server, waiver: string): Promise<Waiver> {
  const [, number] = /^(?:W-)?([1-9]\d{0,9})$/.exec(waiver) ?? [];
  if (number === undefined)
    throw usage('a waiver of the server is named by its number, such as W-12. What a file has is changed in the file.');
  return (await askServer(server, `${PATH}/${number}`, {}, {})) as Waiver;
}

function usage(message: string): CommandError {
  return new CommandError(ExitCode.usage, message);
}

function resultText({ waiver, changed, pendingCount }: WaiverResult, word: string): string {
  const { name, revision, state, approvals, approvalsNeeded, expiresAt } = waiver;
  return [
    `${printable(name)} ${word}. It is ${state}, has ${approvals.length} of ${approvalsNeeded} approvals, and ends at ${minuteOf(expiresAt)}.`,
    `  revision ${revision}`,
    ...changedLines(changed, pendingCount),
    '',
  ].join('\n');
}

function appliedText({
  isDryRun,
  added,
  edited,
  revoked,
  unchangedCount,
  changed,
  pendingCount,
}: AppliedWaivers): string {
  const names = (word: string, list: readonly string[]) => list.map((name) => `  ${word} ${printable(name)}`);
  const counts = `${added.length} added, ${edited.length} edited, ${revoked.length} revoked, ${unchangedCount} unchanged.`;
  return [
    isDryRun ? `It would be: ${counts} Nothing was changed.` : counts,
    ...names('+', added),
    ...names('~', edited),
    ...names('-', revoked),
    ...changedLines(changed, pendingCount),
    '',
  ].join('\n');
}

function changedLines(changed: readonly ChangedArtifact[], pendingCount: number): string[] {
  const lines = changed.map(({ image, digest, project, outcomes }) => {
    const told = outcomes.map(({ environment, before, after }) => `${printable(environment)} ${before} → ${after}`);
    return `  ${printable(image)}@${digest} (${printable(project)}): ${told.join(', ')}`;
  });
  if (pendingCount === 0) return lines;
  return [
    ...lines,
    `  ${pendingCount} more images are evaluated in the background, or when their verdict is requested.`,
  ];
}

const COLUMNS: readonly Column[] = [
  { head: 'Waiver', shrinksTo: 12 },
  { head: 'Project', shrinksTo: 8 },
  { head: 'State' },
  { head: 'Approvals' },
  { head: 'Ends' },
  { head: 'Covers', shrinksTo: 16 },
  { head: 'Requested by', shrinksTo: 8 },
  { head: 'Revision' },
];

function listText({ items, total, nextCursor }: WaiverPage, stdout: NodeJS.WriteStream): string {
  if (items.length === 0) return 'There are no such waivers.\n';
  const rows = items.map((waiver): Cell[] => [
    { text: printable(waiver.name) },
    { text: printable(waiver.project ?? 'all') },
    { text: waiver.state },
    { text: waiver.source === 'file' ? 'file' : `${waiver.approvals.length} of ${waiver.approvalsNeeded}` },
    { text: minuteOf(waiver.expiresAt) },
    { text: printable(coveredBy(waiver)) },
    { text: printable(waiver.requestedBy.name) },
    { text: waiver.revision.slice(0, 8) },
  ]);
  const more = nextCursor === null ? [] : [`${total} in all; the console lists the others.`];
  return `${[...textColumns(COLUMNS, rows, terminalOf(stdout, true)), ...more].join('\n')}\n`;
}

function coveredBy({ scope: { environments, ...scope } }: Waiver): string {
  return [...Object.values(scope), ...(environments ?? [])].join(' ');
}
