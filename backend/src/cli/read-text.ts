import { readFile } from 'node:fs/promises';

/** A file that is there and cannot be read as text. The message is a sentence that names it. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** A text file's content, or null if there is none. Throws UnreadableError. */
export async function readText(path: string): Promise<string | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EISDIR') throw new UnreadableError(`${path} is a folder, not a file.`, { cause: error });
    if (code === 'EACCES')
      throw new UnreadableError(`${path} cannot be read by this account (permission denied).`, { cause: error });
    throw new UnreadableError(`${path} cannot be read (${String(code ?? error)}).`, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new UnreadableError(`${path} is not UTF-8 text.`, { cause: error });
  }
}
