import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { PasswordHasher } from '#backend/modules/identity/credentials/passwords/password-hasher.js';
import type { Credentials } from './credentials.js';
import { signIn } from './sign-in.js';

const EMAIL = 'administrator@bench.plimsoll.example';

/** Makes an administrator, signs in with the password as the console does, and answers what its requests show. */
export async function signInAsAdministrator(client: Client, url: string): Promise<Credentials> {
  const password = randomBytes(16).toString('base64url');
  await client.query(
    `WITH person AS (
       INSERT INTO account (email, name, passkey_user_id, password_hash) VALUES ($1, $1, $2, $3)
       ON CONFLICT (email) DO UPDATE SET password_hash = excluded.password_hash RETURNING id)
     INSERT INTO role_grant (account_id, role) SELECT id, 'admin' FROM person ON CONFLICT DO NOTHING`,
    [EMAIL, randomBytes(32), await new PasswordHasher().hash(password)],
  );
  const { headers } = await signIn(url, { email: EMAIL, password });
  const cookies = headers['set-cookie']?.map((cookie) => cookie.split(';', 1)[0]) ?? [];
  return { Cookie: cookies.join('; ') };
}
