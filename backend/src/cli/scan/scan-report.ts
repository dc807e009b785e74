import type { Readable } from 'node:stream';
import { type Outcome, OUTCOMES } from '../../core/gate/verdict.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { chooseEnvironments, readPolicy, readWaivers } from '../gate/read-policy.js';
import { VexSources } from '../gate/vex-sources.js';
import { printableLines } from '../output/printable.js';
import { serverOf } from '../server/ask-server.js';
import { decideAndFile, type FiledScan, type DecisionInput } from './decide-scan.js';
import { type FailedScan, failedScanIn, subjectIn } from './failed-scan.js';
import { folderNames } from './folder-names.js';
import { linesOf, summaryOf } from './scan-lines.js';
import type { ScanReportOptions } from './scan-report.command.js';

interface Streams {
  readonly stdin: Readable;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream;
}

const EXIT_CODES: Readonly<Record<Outcome, ExitCode>> = {
  pass: ExitCode.pass,
  unknown: ExitCode.unknown,
  fail: ExitCode.fail,
};

/** Of several artifacts the code of the one that is worst off; what failed to run comes before any verdict. */
const BEST_TO_WORST: readonly ExitCode[] = [ExitCode.pass, ExitCode.unknown, ExitCode.fail, ExitCode.failedToRun];

/** Decides on what the scanners wrote, files it with everything made of it, and says so on stdout. */
export async function scanReport(
  named: readonly string[],
  options: ScanReportOptions,
  token: string | undefined,
  streams: Streams,
  clock: () => Date,
): Promise<ExitCode> {
  const { policy } = await readPolicy(options.policy);
  const waivers = await readWaivers(options.waivers);
  const vex = await VexSources.read(options, process.env);
  const say = (text: string): void => void streams.stderr.write(`plimsoll: ${printableLines(text)}\n`);
  const environments = chooseEnvironments(policy, options.environment);
  const server = serverOf(options, token);
  // The script starts this with the scanners: what has been loaded by now is not waited for when they are done.
  const folders = named.includes('-') ? await folderNames(streams.stdin) : named;
  const given: DecisionInput = { policy, waivers, vex, say, environments, server, options, now: clock() };
  const results: (FiledScan | FailedScan)[] = [];
  for (const folder of folders) {
    const result = (await failedScanIn(folder)) ?? (await filedOrFailed(folder, given, streams.stderr));
    streams.stdout.write(linesOf(result, options, streams.stdout));
    results.push(result);
  }
  streams.stdout.write(summaryOf(results, options, streams.stdout));
  const codes = results.map((result) => ('answer' in result ? EXIT_CODES[outcomeOf(result)] : result.exitCode));
  return codes.reduce<ExitCode>(
    (a, b) => (BEST_TO_WORST.indexOf(a) >= BEST_TO_WORST.indexOf(b) ? a : b),
    ExitCode.pass,
  );
}

/** What goes wrong with one artifact does not keep the others from being decided on. */
async function filedOrFailed(
  folder: string,
  given: DecisionInput,
  stderr: NodeJS.WritableStream,
): Promise<FiledScan | FailedScan> {
  try {
    return await decideAndFile(folder, given);
  } catch (error) {
    const message = messageOf(error, given.options.reports);
    if (message === null) throw error;
    const subject = await subjectIn(folder);
    stderr.write(`plimsoll: ${printableLines(`${subject}: ${message}`)}\n`);
    return { subject, exitCode: ExitCode.failedToRun, message };
  }
}

/** Null for wrong usage, which is wrong for the others, too, and for what is a defect. */
function messageOf(error: unknown, reports: string): string | null {
  if (error instanceof CommandError) return error.exitCode === ExitCode.usage ? null : error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return `the disk of ${reports} is full; nothing of this scan was filed.`;
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return `this account cannot write to ${reports}.`;
  if (code === 'EIO' || code === 'ENOTDIR') return `${reports} cannot be written to (${code}).`;
  return null;
}

/** The server's verdict, if it was asked: it knows the waivers that were approved there. */
function outcomeOf({ answer, server }: FiledScan): Outcome {
  const outcomes = (server.length > 0 ? server : answer.verdicts).map(({ outcome }) => outcome);
  return outcomes.reduce((a, b) => (OUTCOMES.indexOf(a) >= OUTCOMES.indexOf(b) ? a : b), 'pass');
}
