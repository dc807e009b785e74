import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { hashOfSecret } from '#backend/modules/access/secret-hash.js';
import { newTokenText } from '#backend/modules/access/token-text.js';

/** What the benchmark's API encrypts with. */
export const SECRET_KEY = randomBytes(32).toString('base64');

const TOKEN = newTokenText();

/** What a pipeline sends along: every request of the benchmark comes from one. */
export const CREDENTIALS = { Authorization: `Bearer ${TOKEN}` } as const;

/** Has the API on this database know the benchmark's token. */
export async function insertCredentials(client: Client): Promise<void> {
  await client.query(
    `INSERT INTO api_token (name, token_hash, ending, permissions, expires_at)
     VALUES ('benchmark', $1, $2, '{artifact:read,gate:read,report:read,report:write}', now() + interval '1 day')`,
    [Buffer.from(hashOfSecret(TOKEN)), TOKEN.slice(-4)],
  );
}
