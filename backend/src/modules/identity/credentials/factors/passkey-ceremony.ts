import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../../../common/logging/log.js';
import { CHALLENGE_LIFE_MS, Challenges } from './challenges.js';
import type { PasskeyRequestOptions } from './dto/passkey-options.dto.js';
import { type AuthenticationResponse, challengeOf, isEmbedded, readAuthentication } from './passkey-response.js';
import { PasskeysRepository, type StoredPasskey } from './passkeys.repository.js';
import { RelyingParty } from './relying-party.js';
import { webAuthn } from './web-authn.js';

/**
 * Proving with a passkey who one is. The device checks the person as well (by touch, face or PIN), so that a passkey alone
 * counts as two factors.
 */
@Injectable()
export class PasskeyCeremony {
  constructor(
    private readonly passkeys: PasskeysRepository,
    private readonly challenges: Challenges,
    private readonly relyingParty: RelyingParty,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Asks for a passkey of this account, or without one for any: it says itself whose it is. Bound to the session, if there is one. */
  async requestOptions(accountId: number | null, sessionId: number | null): Promise<PasskeyRequestOptions> {
    const credentials = accountId === null ? [] : await this.passkeys.listCredentials(accountId);
    const { generateAuthenticationOptions } = await webAuthn();
    const { challenge } = await generateAuthenticationOptions({ rpID: this.relyingParty.id });
    await this.challenges.keep('passkey-authentication', challenge, sessionId, { accountId });
    return {
      rpId: this.relyingParty.id,
      challenge,
      timeout: CHALLENGE_LIFE_MS,
      userVerification: 'required',
      allowCredentials: credentials.map(descriptorOf),
    };
  }

  /** Whose passkey answered, or null where the answer proves nothing. `response` is what the browser gave, as JSON. */
  async verify(response: unknown, sessionId: number | null): Promise<{ accountId: number } | null> {
    const answer = readAuthentication(response);
    const challenge = challengeOf(answer);
    const asked = await this.challenges.take('passkey-authentication', challenge, sessionId);
    if (asked === null) return this.refuse(null, 'the challenge is unknown, used, over, or of another session');
    if (isEmbedded(answer)) return this.refuse(asked.accountId, 'it was made in a page of another site');
    const passkey = await this.passkeys.findByCredential(bytesOf(answer.id));
    if (passkey === null) return this.refuse(asked.accountId, 'no account has this passkey');
    if (!belongs(passkey, answer, asked.accountId)) return this.refuse(asked.accountId, 'it is of another account');
    const proof = await this.check(answer, challenge, passkey);
    if (typeof proof === 'string') return this.refuse(passkey.accountId, proof);
    const isNew = await this.passkeys.noteUse(passkey.id, proof.newCounter, proof.credentialBackedUp);
    return isNew ? { accountId: passkey.accountId } : this.refuse(passkey.accountId, 'the counter went back');
  }

  /** The reason where it does not hold. The library throws plain errors, for whatever is wrong. */
  private async check(
    answer: AuthenticationResponse,
    challenge: string,
    { publicKey, counter }: StoredPasskey,
  ): Promise<{ newCounter: number; credentialBackedUp: boolean } | string> {
    try {
      const { verifyAuthenticationResponse } = await webAuthn();
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: answer,
        expectedChallenge: challenge,
        expectedOrigin: this.relyingParty.origin,
        expectedRPID: this.relyingParty.id,
        credential: { id: answer.id, publicKey, counter },
        requireUserVerification: true,
      });
      return verified ? authenticationInfo : 'the signature is wrong';
    } catch (error) {
      return (error as Error).message;
    }
  }

  private refuse(accountId: number | null, reason: string): null {
    this.log.warn({ accountId, reason }, 'a passkey was refused');
    return null;
  }
}

export function descriptorOf(credential: { credentialId: Uint8Array; transports: string[] }) {
  const id = Buffer.from(credential.credentialId).toString('base64url');
  return { id, type: 'public-key' as const, transports: credential.transports };
}

/** Where no account was asked for, the passkey must say whose it is; where it says so, it must be right. */
function belongs(passkey: StoredPasskey, { response }: AuthenticationResponse, accountId: number | null): boolean {
  const { userHandle } = response;
  if (userHandle !== undefined) {
    return (
      Buffer.from(passkey.userHandle).toString('base64url') === userHandle &&
      (accountId ?? passkey.accountId) === passkey.accountId
    );
  }
  return accountId === passkey.accountId;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64url, 'base64url'));
}
