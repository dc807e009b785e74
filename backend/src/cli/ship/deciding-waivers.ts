import type { Waiver } from '../../core/model/waiver.js';
import { parseWaivers } from '../../core/policy/parse-waivers.js';
import { PolicyError } from '../../core/policy/policy-error.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readWaivers } from '../gate/read-policy.js';
import { askServer, RefusedByServerError, type Server, serverOf } from '../server/ask-server.js';

/** The answers to a token without `waiver:read`, and of a server that has no waivers. */
const NONE_TO_HAVE: ReadonlySet<number> = new Set([403, 404]);

/**
 * Those of the file that is named; else those by which the server that is named judges the project's artifacts. Where it gives none, there are
 * none, and `warn` says so: a verdict without them is stricter. Throws CommandError where it does not answer.
 */
export async function decidingWaivers(
  options: { readonly waivers?: string; readonly server?: string; readonly project?: string },
  token: string | undefined,
  warn: (message: string) => void,
): Promise<readonly Waiver[]> {
  const server = options.waivers === undefined ? serverOf(options, token) : null;
  if (server === null) return readWaivers(options.waivers);
  try {
    return read(await askServer(server, 'waivers/export', { project: server.project }, {}), server);
  } catch (error) {
    if (!(error instanceof RefusedByServerError) || !NONE_TO_HAVE.has(error.status)) throw error;
    warn(`the server's waivers are not used, so verdicts may be stricter than the server's. ${error.message}`);
    return [];
  }
}

function read(answer: unknown, { url }: Server): readonly Waiver[] {
  try {
    return parseWaivers(JSON.stringify(answer));
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const why = error.issues.map(({ message }) => message).join(' ');
    throw new CommandError(ExitCode.failedToRun, `the waivers of ${new URL(url).origin} cannot be read: ${why}`, {
      cause: error,
    });
  }
}
