import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { TOKEN_PERMISSIONS } from '#backend/modules/access/permissions.js';
import { hashOfSecret } from '#backend/modules/access/secret-hash.js';
import { newTokenText } from '#backend/modules/access/token-text.js';

/** What the benchmark's API encrypts with. */
export const SECRET_KEY = randomBytes(32).toString('base64');

/** What a request shows of who sends it. */
export type Credentials = Readonly<Record<string, string>>;

const NAME = 'benchmark';
const TOKEN = newTokenText();

/** What a pipeline sends along: every request of the benchmark comes from one, but those that only people may make. */
export const PIPELINE: Credentials = { Authorization: `Bearer ${TOKEN}` };

/** Has the API on this database know the benchmark's token, which has every permission that a token can have. */
export async function insertToken(client: Client): Promise<void> {
  await client.query('DELETE FROM api_token WHERE name = $1', [NAME]);
  await insertTokenOf(client, NAME, TOKEN);
}

/** Pipelines with a token each, so that each is a sender of its own. */
export async function insertSenders(client: Client, count: number): Promise<Credentials[]> {
  const tokens = Array.from({ length: count }, () => newTokenText());
  for (const [index, token] of tokens.entries()) await insertTokenOf(client, `${NAME} ${index}`, token);
  return tokens.map((token) => ({ Authorization: `Bearer ${token}` }));
}

async function insertTokenOf(client: Client, name: string, token: string): Promise<void> {
  await client.query(
    `INSERT INTO api_token (name, token_hash, ending, permissions, expires_at)
     VALUES ($1, $2, $3, $4, now() + interval '1 day')`,
    [name, Buffer.from(hashOfSecret(token)), token.slice(-4), TOKEN_PERMISSIONS],
  );
}
