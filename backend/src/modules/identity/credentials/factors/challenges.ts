import { Injectable } from '@nestjs/common';
import { Database } from '../../../../database/database.js';
import { hashOfSecret } from '../../../access/secret-hash.js';

export type ChallengeKind = 'passkey-registration' | 'passkey-authentication';

/** For whom a challenge was made; `account` is null where the passkey itself tells whose it is. */
export type ChallengePayload = { accountId: number | null };

/** In milliseconds. */
export const CHALLENGE_LIFE_MS = 5 * 60_000;

/** What browsers must sign: each one good once, for a short time, and in the session that asked for it. */
@Injectable()
export class Challenges {
  constructor(private readonly database: Database) {}

  async keep(
    kind: ChallengeKind,
    challenge: string,
    sessionId: number | null,
    payload: ChallengePayload,
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO challenge (kind, key_hash, session_id, payload, expires_at)
       VALUES ($1, $2, $3, $4, now() + $5 * interval '1 millisecond')`,
      [kind, Buffer.from(hashOfSecret(challenge)), sessionId, JSON.stringify(payload), CHALLENGE_LIFE_MS],
    );
  }

  /**
   * Uses a challenge up, whatever becomes of the answer. Null for one that is unknown, used, over, or of another session.
   * In SQL, since finding and deleting it must be one statement: of two that answer at once only one finds it.
   */
  async take(kind: ChallengeKind, challenge: string, sessionId: number | null): Promise<ChallengePayload | null> {
    const [row] = await this.database.query<{ payload: ChallengePayload; isGood: boolean }>(
      `DELETE FROM challenge WHERE key_hash = $1 AND kind = $2 AND session_id IS NOT DISTINCT FROM $3::int
       RETURNING payload, expires_at > now() AS "isGood"`,
      [Buffer.from(hashOfSecret(challenge)), kind, sessionId],
    );
    return row?.isGood === true ? row.payload : null;
  }
}
