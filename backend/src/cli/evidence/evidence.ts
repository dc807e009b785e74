import type { CheckedArchive } from '../../core/evidence-archive/check-archive.js';
import type { EvidenceManifest } from '../../core/evidence-archive/manifest.js';
import type { EvidenceKey } from '../../modules/evidence-export/dto/evidence-query.dto.js';
import type { Recall, RecallList, RecallPreview, RecallResult } from '../../modules/recalls/dto/recall.dto.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { printable } from '../output/printable.js';
import { terminalOf } from '../output/terminal.js';
import { type Cell, type Column, textColumns } from '../output/text-columns.js';
import { askServer, type Server } from '../server/ask-server.js';
import { neededServer } from '../server/needed-server.js';
import type { EvidenceRuns, RecallOptions } from './evidence.command.js';
import type { ReplayedArchive } from './replay-evidence.js';
import type { ReplayOutcome } from './replay-verdict.js';
import { exportEnvironment, exportEvidence } from './export-evidence.js';

const PATH = 'evidence/recalls';

const MOST_FAULTS = 20;

interface Streams {
  readonly stdout: NodeJS.WriteStream;
}

/** What `plimsoll evidence` does: the server recalls, this asks it. */
export function evidenceRuns({ stdout }: Streams, token: string | undefined): EvidenceRuns {
  const say = (options: { readonly output: string }, answer: unknown, text: () => string): void => {
    stdout.write(options.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : text());
  };
  return {
    export: async (artifact, options) => {
      const server = neededServer(options, token);
      const { path, sizeBytes } =
        artifact === undefined
          ? await exportEnvironment(server, options)
          : await exportEvidence(server, { artifact, ...options });
      stdout.write(
        `${path}: ${sizeBytes} bytes. Check it with plimsoll evidence verify ${path} --public-key KEY.pem\n`,
      );
    },
    verify: async (file, { publicKey }) => {
      const { verifyEvidence } = await import('./verify-evidence.js');
      const checked = await verifyEvidence(file, publicKey);
      stdout.write(checkedText(checked));
      process.exitCode = checked.faults.length === 0 ? ExitCode.pass : ExitCode.fail;
    },
    replay: async (file, { publicKey }) => {
      const { replayEvidence } = await import('./replay-evidence.js');
      const replayed = await replayEvidence(file, publicKey);
      stdout.write(`${checkedText(replayed.checked)}${replayedText(replayed)}`);
      process.exitCode = exitCodeOf(replayed);
    },
    key: async (options) => {
      const { publicKey } = (await askServer(neededServer(options, token), 'evidence/key', {}, {})) as EvidenceKey;
      stdout.write(publicKey);
    },
    recall: async (options) => {
      const server = neededServer(options, token);
      const body = bodyOf(options);
      if (options.dryRun === true) {
        const preview = (await post(server, `${PATH}/preview`, body)) as RecallPreview;
        say(options, preview, () => previewText(preview));
        return;
      }
      if (options.reason === undefined) {
        throw new CommandError(
          ExitCode.usage,
          '--reason is required: it is shown where a verdict is unknown because of the recall.',
        );
      }
      const result = (await post(server, PATH, { ...body, reason: options.reason })) as RecallResult;
      say(options, result, () => resultText(result, 'recalled'));
    },
    list: async (options) => {
      const list = (await askServer(neededServer(options, token), PATH, {}, {})) as RecallList;
      say(options, list, () => listText(list, stdout));
    },
    undo: async (id, options) => {
      const server = neededServer(options, token);
      if (!/^[1-9]\d{0,9}$/.test(id)) {
        throw new CommandError(ExitCode.usage, 'a recall is named by its number, as plimsoll evidence list shows it.');
      }
      const result = (await post(server, `${PATH}/${id}/undo`, {})) as RecallResult;
      say(options, result, () => resultText(result, 'given back'));
    },
  };
}

function checkedText({ manifest, faults }: CheckedArchive): string {
  const lines = faults.slice(0, MOST_FAULTS).map((fault) => `  ${printable(fault)}`);
  const more = faults.length - lines.length;
  if (manifest === null || faults.length > 0) {
    return ['NOT INTACT', ...lines, ...(more > 0 ? [`  and ${more} more`] : []), ''].join('\n');
  }
  const { project, environment, from, to, exportedAt, exportedBy, files, leftOut } = manifest;
  return [
    `intact: ${files.length} files, as they were signed`,
    `  ${subjectOf(manifest)} in project ${printable(project)}`,
    `  environment: ${printable(environment ?? 'every one')}; from ${from ?? 'the beginning'} to ${to ?? 'the export'}`,
    `  exported ${printable(exportedAt)} by ${printable(exportedBy)}`,
    ...leftOut.map((sentence) => `  left out: ${printable(sentence)}`),
    '',
  ].join('\n');
}

function replayedText({ checked, verdicts }: ReplayedArchive): string {
  if (checked.manifest === null || checked.faults.length > 0) return '';
  const others = verdicts.filter(({ replay }) => replay.outcome !== 'same');
  const lines = others
    .slice(0, MOST_FAULTS)
    .map(({ verdictId, environment, replay }) => `  ${verdictId} (${printable(environment)}): ${replayWords(replay)}`);
  const same = verdicts.length - others.length;
  return [
    `verdicts: ${verdicts.length}, of which ${same} were evaluated again to the same bytes`,
    ...lines,
    ...(others.length > lines.length ? [`  and ${others.length - lines.length} more`] : []),
    '',
  ].join('\n');
}

function replayWords(replay: ReplayOutcome): string {
  if (replay.outcome === 'different') return `DIFFERENT: evaluated again it is ${replay.again.outcome}`;
  return replay.outcome === 'same' ? 'the same' : `could not be checked: ${printable(replay.why)}`;
}

function exitCodeOf({ checked, verdicts }: ReplayedArchive): ExitCode {
  const has = (outcome: ReplayOutcome['outcome']): boolean => verdicts.some(({ replay }) => replay.outcome === outcome);
  if (checked.manifest === null || checked.faults.length > 0 || has('different')) return ExitCode.fail;
  return has('unchecked') ? ExitCode.unknown : ExitCode.pass;
}

function subjectOf(manifest: EvidenceManifest): string {
  if (manifest.version === 1) return `${printable(manifest.image)}@${printable(manifest.digest)}`;
  const { artifactCount, verdictCount, deploymentCount } = manifest;
  return `${artifactCount} artifacts, ${verdictCount} verdicts of the span and ${deploymentCount} deployments`;
}

function post(server: Server, path: string, body: object): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' };
  return askServer(server, path, {}, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** A recall of every project is asked for by name: a forgotten variable must not reach beyond one. */
function bodyOf({ project, allProjects, tool, versions, sender, from, until }: RecallOptions): object {
  if (allProjects !== true && (project === undefined || project === '')) {
    throw new CommandError(ExitCode.usage, 'no project: use --project or --all-projects.');
  }
  if ([tool, versions, sender, from, until].every((condition) => condition === undefined)) {
    throw new CommandError(ExitCode.usage, 'no condition: use --tool, --versions, --sender, --from or --until.');
  }
  return {
    project: allProjects === true ? undefined : project,
    tool,
    versions,
    sender,
    receivedFrom: from,
    receivedUntil: until,
  };
}

function previewText({ scanCount, currentCount, artifactCount, artifacts }: RecallPreview): string {
  const lines = artifacts.map(
    ({ image, digest, project, currentCount: current, scanCount: scans }) =>
      `  ${printable(image)}@${digest} (${printable(project)}): ${scans} scans, ${current} of them current`,
  );
  const more = artifactCount - artifacts.length;
  return [
    `The recall would cover ${scanCount} scans of ${artifactCount} images; ${currentCount} of the scans count now. Nothing was changed.`,
    ...lines,
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
  ].join('\n');
}

function resultText({ recall, changed, pendingCount }: RecallResult, word: string): string {
  const lines = changed.map(({ image, digest, project, outcomes }) => {
    const told = outcomes.map(({ environment, before, after }) => `${printable(environment)} ${before} → ${after}`);
    return `  ${printable(image)}@${digest} (${printable(project)}): ${told.join(', ')}`;
  });
  return [
    `Recall ${recall.id}: ${recall.scanCount} scans of ${recall.artifactCount} images are ${word}.`,
    ...lines,
    ...(pendingCount > 0
      ? [`  ${pendingCount} more images are evaluated in the background, or when their verdict is requested.`]
      : []),
    '',
  ].join('\n');
}

const COLUMNS: readonly Column[] = [
  { head: 'Recall' },
  { head: 'Project', shrinksTo: 8 },
  { head: 'Scans' },
  { head: 'Images' },
  { head: 'About', shrinksTo: 16 },
  { head: 'Since' },
  { head: 'By', shrinksTo: 8 },
  { head: 'Reason', shrinksTo: 12 },
];

function listText({ items }: RecallList, stdout: NodeJS.WriteStream): string {
  if (items.length === 0) return 'No recalls.\n';
  const rows = items.map((recall): Cell[] => [
    { text: recall.id },
    { text: printable(recall.project ?? 'all') },
    { text: String(recall.scanCount) },
    { text: String(recall.artifactCount) },
    { text: printable(aboutOf(recall)) },
    { text: recall.undoneAt === null ? `${recall.recalledAt.slice(0, 16).replace('T', ' ')}Z` : 'undone' },
    { text: printable(recall.recalledBy.name) },
    { text: printable(recall.reason) },
  ]);
  return `${textColumns(COLUMNS, rows, terminalOf(stdout, true)).join('\n')}\n`;
}

function aboutOf({ tool, versions, sender, receivedFrom, receivedUntil }: Recall): string {
  return [
    ...(tool === null && versions === null ? [] : [[tool ?? 'any tool', versions ?? ''].join(' ').trim()]),
    ...(sender === null ? [] : [`by ${sender}`]),
    ...(receivedFrom === null ? [] : [`from ${receivedFrom}`]),
    ...(receivedUntil === null ? [] : [`until ${receivedUntil}`]),
  ].join(', ');
}
