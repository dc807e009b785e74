import { DURATION, durationOf } from '../../../core/model/duration.js';
import { parseWaivers } from '../../../core/policy/parse-waivers.js';
import { PolicyError } from '../../../core/policy/policy-error.js';
import { writeWaivers } from '../../../core/policy/write-waivers.js';
import { CommandError } from '../../command-error.js';
import { ExitCode } from '../../exit-code.js';
import { issueLines } from '../../output/issue-lines.js';
import { printable } from '../../output/printable.js';
import { readText, UnreadableError } from '../../read-text.js';
import type { ImportOptions } from '../waivers.command.js';
import { importWaivers, readSource } from './import-waivers.js';
import type { ImportSource, RuleLeftOut } from './import-source.js';

interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** The waivers go to stdout; what is left out, a line each, to stderr. */
export async function importFile(
  file: string,
  options: ImportOptions,
  { stdout, stderr }: Streams,
  now: Date,
): Promise<void> {
  const { from, author, image, environment: environments, longest } = options;
  if (!DURATION.test(longest)) throw usage('--longest takes a duration such as 90d.');
  if (from === 'dependency-track' && image === undefined) {
    throw usage(
      'of which image is the project? Name it with --image: what was decided for one project must not cover others.',
    );
  }
  const expiresAt = endOf(options.expires, now, longest);
  const source = await sourceOf(file, options);
  const terms = {
    from,
    author,
    expiresAt,
    longest,
    ...(image !== undefined && { image }),
    ...(environments !== undefined && { environments }),
  };
  const { waivers, leftOut, shortened } = importWaivers(source, terms, now);
  const text = writeWaivers(waivers);
  checked('the waivers', () => parseWaivers(text));
  const say = (rules: readonly RuleLeftOut[], word: string) => {
    for (const { where, name, reason } of rules)
      stderr.write(`${printable(`${file}:${where}: ${name} ${word}: ${reason}.`)}\n`);
  };
  say(leftOut, 'is not taken over');
  say(shortened, 'ends earlier');
  stderr.write(
    `${waivers.length} taken over as waivers, ${leftOut.length} not. They need the approvers that the policy asks for.\n`,
  );
  stdout.write(text);
}

async function sourceOf(file: string, { from }: ImportOptions): Promise<ImportSource> {
  const text = await readText(file).catch((error: unknown) => {
    throw error instanceof UnreadableError ? usage(error.message) : error;
  });
  if (text === null) throw usage(`there is no file ${file}.`);
  const source = checked(file, () => readSource(from, file, text));
  if (source === null) {
    throw usage(
      `${file} has no list of findings, as Dependency-Track exports it (Finding Packaging Format, or /api/v1/finding/project/UUID).`,
    );
  }
  return source;
}

/** Of a day, its end. */
function endOf(written: string | undefined, now: Date, longest: string): string | null {
  if (written === undefined) return null;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(written);
  const end = new Date(written);
  if (Number.isNaN(end.getTime()) || (!isDay && !written.includes('T')))
    throw usage('--expires takes a day such as 2027-01-31, or an instant.');
  if (isDay) end.setUTCDate(end.getUTCDate() + 1);
  if (end <= now) throw usage(`--expires ${written} is over.`);
  if (end.getTime() > now.getTime() + durationOf(longest)) {
    throw usage(`--expires ${written} is later than ${longest} from now (--longest).`);
  }
  return end.toISOString();
}

function checked<Value>(what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw usage(`${what} cannot be read:\n${issueLines(what, error.issues).join('\n')}`);
  }
}

function usage(message: string): CommandError {
  return new CommandError(ExitCode.usage, message);
}
