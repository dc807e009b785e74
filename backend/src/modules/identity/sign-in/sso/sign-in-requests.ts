import { Injectable } from '@nestjs/common';
import { Database } from '../../../../database/database.js';
import { hashOfSecret } from '../../../access/secret-hash.js';
import type { SignInChecks } from './open-id-provider.js';

/** In milliseconds: how long a sign-in at the provider can take. */
export const SIGN_IN_LIFE = 10 * 60_000;

type StoredChecks = Omit<SignInChecks, 'state'>;

/** Sign-ins that were sent to the provider: each accepts one answer, in the browser that began it. */
@Injectable()
export class SignInRequests {
  constructor(private readonly database: Database) {}

  async keep({ state, ...checks }: SignInChecks, browserSecret: string): Promise<void> {
    await this.database.query(
      `INSERT INTO challenge (kind, key_hash, payload, expires_at)
       VALUES ('sso', $1, $2, now() + $3 * interval '1 millisecond')`,
      [keyOf(state, browserSecret), JSON.stringify(checks), SIGN_IN_LIFE],
    );
  }

  /** Uses it up. Null for one that is unknown, used, over, or of another browser, which does not use it up. */
  async take(state: string, browserSecret: string): Promise<SignInChecks | null> {
    const [kept] = await this.database.query<{ payload: StoredChecks }>(
      `DELETE FROM challenge WHERE kind = 'sso' AND key_hash = $1 AND expires_at > now() RETURNING payload`,
      [keyOf(state, browserSecret)],
    );
    return kept === undefined ? null : { ...kept.payload, state };
  }
}

/** Only who has both finds it. */
function keyOf(state: string, browserSecret: string): Buffer {
  return Buffer.from(hashOfSecret(JSON.stringify(['sso', state, browserSecret])));
}
