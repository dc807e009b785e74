import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../disk-error.js';

/** Passwords of the embedded server: one for its superuser, one for the role that owns Plimsoll's database. */
export interface Credentials {
  superuser: string;
  plimsoll: string;
}

/** Reads them from the data folder, or makes them on the first start: random, and readable by nobody else. */
export async function loadCredentials(dataDir: string): Promise<Credentials> {
  const file = join(dataDir, 'credentials.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Credentials;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const credentials = { superuser: password(), plimsoll: password() };
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(credentials)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  return credentials;
}

function password(): string {
  return randomBytes(24).toString('base64url');
}
