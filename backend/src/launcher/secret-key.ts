import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from './private-file.js';

/**
 * The path of the key that the API encrypts with. It is made once and stays with the data: without it the second factors
 * that are stored cannot be read again.
 */
export async function ensureSecretKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret.key');
  if ((await readPrivateFile(file)) === undefined) {
    await writePrivateFile(file, `${randomBytes(32).toString('base64')}\n`);
  }
  return file;
}
