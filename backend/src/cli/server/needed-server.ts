import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { type Server, serverOf } from './ask-server.js';

/** The server that a command cannot do without. Throws CommandError where none is named. */
export function neededServer(
  options: { readonly server?: string; readonly project?: string },
  token: string | undefined,
): Server {
  const server = serverOf(options, token);
  if (server !== null) return server;
  throw new CommandError(ExitCode.usage, 'no server: use --server or set PLIMSOLL_URL.');
}
