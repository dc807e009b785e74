import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readPrivateFile, writePrivateFile } from '../private-file.js';

/** Passwords of the embedded server: of its superuser, of the role that owns the tables, of the role that uses them. */
export interface Credentials {
  superuser: string;
  plimsoll: string;
  application: string;
}

/** Reads them from the data folder; missing ones are created: random, and readable only by their owner. */
export async function loadCredentials(dataDir: string): Promise<Credentials> {
  const file = join(dataDir, 'credentials.json');
  const kept = JSON.parse((await readPrivateFile(file)) ?? '{}') as Partial<Credentials>;
  const credentials = { superuser: password(), plimsoll: password(), application: password(), ...kept };
  if (Object.keys(kept).length < Object.keys(credentials).length) {
    await writePrivateFile(file, `${JSON.stringify(credentials)}\n`);
  }
  return credentials;
}

function password(): string {
  return randomBytes(24).toString('base64url');
}
