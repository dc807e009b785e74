import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { PasswordHasher } from '#backend/modules/identity/credentials/passwords/password-hasher.js';

/** Makes people, with no role, who have the same password: what it costs to check does not depend on it. */
export async function insertAccounts(client: Client, emails: readonly string[], password: string): Promise<void> {
  const hash = await new PasswordHasher().hash(password);
  for (const email of emails) {
    await client.query('INSERT INTO account (email, name, passkey_user_id, password_hash) VALUES ($1, $1, $2, $3)', [
      email,
      randomBytes(32),
      hash,
    ]);
  }
}
