import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { readText, UnreadableError } from '../read-text.js';

/** The text of a file that somebody has named, so that there must be one. Throws CommandError. */
export async function readNamedText(path: string): Promise<string> {
  let text: string | null;
  try {
    text = await readText(path);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new CommandError(ExitCode.usage, error.message, { cause: error });
  }
  if (text === null) throw new CommandError(ExitCode.usage, `there is no file ${path}.`);
  return text;
}
