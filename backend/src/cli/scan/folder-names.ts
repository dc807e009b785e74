import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';

/**
 * The names of folders from standard input, each ended by a zero byte, for names may hold line breaks. An empty name
 * ends the list: where the input ends without it, its writer was stopped.
 */
export async function folderNames(input: AsyncIterable<Uint8Array | string>): Promise<string[]> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of input) {
    bytes = Buffer.concat([bytes, Buffer.from(chunk)]);
    const names = bytes.toString().split('\0');
    const end = names.indexOf('');
    // What follows the last zero byte is not a name yet.
    if (end >= 0 && end < names.length - 1) return names.slice(0, end);
  }
  throw new CommandError(ExitCode.failedToRun, 'the list of folders is cut off; nothing was filed.');
}
