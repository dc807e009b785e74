import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { PasswordHasher } from '#backend/modules/identity/credentials/passwords/password-hasher.js';
import { CONSOLE_ORIGIN } from './api-process.js';
import type { Credentials } from './credentials.js';

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
  const answer = await fetch(`${url}/api/v1/sign-in`, {
    method: 'POST',
    headers: { Origin: CONSOLE_ORIGIN, 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: EMAIL, password }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the administrator's sign-in was answered with ${answer.status}: ${text}`);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  return { Cookie: cookies.join('; ') };
}
