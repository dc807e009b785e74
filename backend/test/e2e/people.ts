import { randomBytes } from 'node:crypto';
import { codeAt, stepAt } from '../../../testkit/authenticator-app.mjs';
import type { Role } from '../../src/modules/access/permissions.js';
import { hashOfRecoveryCode, newRecoveryCodes } from '../../src/modules/identity/credentials/factors/recovery-code.js';
import { TotpSecrets } from '../../src/modules/identity/credentials/factors/totp-secrets.js';
import { PasswordHasher } from '../../src/modules/identity/credentials/passwords/password-hasher.js';
import type { TestApi } from './api.js';

/** Somebody who can sign in with a password. */
export interface Account {
  readonly id: number;
  readonly email: string;
  readonly password: string;
}

export interface AccountSettings {
  /** Everywhere. */
  readonly role?: Role;
  readonly isDisabled?: boolean;
  /** Null for somebody who has none, as one whom the OpenID provider knows. */
  readonly passwordHash?: string | null;
}

/** Straight into the tables: how accounts are made is another spec's matter. */
export async function addAccount(
  { app, sql }: TestApi,
  { role, isDisabled = false, passwordHash }: AccountSettings = {},
): Promise<Account> {
  const email = `${randomBytes(6).toString('hex')}@plimsoll.example`;
  const password = `${randomBytes(12).toString('hex')} mulberry`;
  const hash =
    passwordHash === undefined ? await app.get(PasswordHasher, { strict: false }).hash(password) : passwordHash;
  const [account] = await sql<{ id: number }>(
    `INSERT INTO account (email, name, passkey_user_id, password_hash, disabled_at)
     VALUES ($1, 'Ada', $2, $3, CASE WHEN $4 THEN now() END) RETURNING id`,
    [email, randomBytes(32), hash, isDisabled],
  );
  const id = account?.id ?? 0;
  if (role !== undefined) await sql('INSERT INTO role_grant (account_id, role) VALUES ($1, $2)', [id, role]);
  return { id, email, password };
}

/** An authenticator app: what it shows now, or did or will one step off. */
export type Authenticator = (steps?: -1 | 0 | 1) => string;

export async function addAuthenticator({ app, sql }: TestApi, { id, email }: Account): Promise<Authenticator> {
  const { sealed, secret } = app.get(TotpSecrets, { strict: false }).create(id, email);
  await sql(`INSERT INTO totp_factor (account_id, name, secret, confirmed_at) VALUES ($1, 'Phone', $2, now())`, [
    id,
    Buffer.from(sealed),
  ]);
  return (steps = 0) => codeAt(secret, stepAt(Date.now()) + steps);
}

/** A code that is not what the app shows, nor shows just before or after. */
export function wrongCode(app: Authenticator): string {
  const right = new Set([app(-1), app(0), app(1)]);
  const wrong = ['000000', '111111', '222222', '333333'].find((code) => !right.has(code));
  if (wrong === undefined) throw new Error('there is no wrong code');
  return wrong;
}

export async function addRecoveryCodes({ sql }: TestApi, { id }: Account): Promise<string[]> {
  const codes = newRecoveryCodes();
  for (const code of codes) {
    await sql('INSERT INTO recovery_code (account_id, code_hash) VALUES ($1, $2)', [
      id,
      Buffer.from(hashOfRecoveryCode(id, code) ?? []),
    ]);
  }
  return codes;
}
