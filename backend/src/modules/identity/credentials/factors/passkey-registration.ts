import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../../../common/logging/log.js';
import type { Person } from '../../../access/principal.js';
import { CHALLENGE_LIFE_MS, Challenges } from './challenges.js';
import type { PasskeyCreationOptions } from './dto/passkey-options.dto.js';
import { PasskeyRefusedError } from './factors.errors.js';
import { descriptorOf } from './passkey-ceremony.js';
import { challengeOf, isEmbedded, readRegistration } from './passkey-response.js';
import { type NewPasskey, PasskeysRepository } from './passkeys.repository.js';
import { RelyingParty } from './relying-party.js';
import { webAuthn, webAuthnHelpers } from './web-authn.js';

/** COSE numbers, best first: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

/** Making a passkey for the account of a session. */
@Injectable()
export class PasskeyRegistration {
  constructor(
    private readonly passkeys: PasskeysRepository,
    private readonly challenges: Challenges,
    private readonly relyingParty: RelyingParty,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** `origin` is where the person has opened the console. */
  async options({ accountId, sessionId, email, name }: Person, origin?: string): Promise<PasskeyCreationOptions> {
    this.relyingParty.requireName(origin);
    const existing = await this.passkeys.listCredentials(accountId);
    const { generateRegistrationOptions } = await webAuthn();
    const options = await generateRegistrationOptions({
      rpName: this.relyingParty.name,
      rpID: this.relyingParty.id,
      userID: await this.passkeys.findUserHandle(accountId),
      userName: email,
      userDisplayName: name,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    await this.challenges.keep('passkey-registration', options.challenge, sessionId, { accountId });
    return {
      rp: { id: this.relyingParty.id, name: this.relyingParty.name },
      user: options.user,
      challenge: options.challenge,
      pubKeyCredParams: options.pubKeyCredParams,
      timeout: CHALLENGE_LIFE_MS,
      excludeCredentials: existing.map(descriptorOf),
      // Kept on the device and guarded there, so that it can sign in without a password.
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      // Which make of device it is plays no part, and would tell more about the person than is needed.
      attestation: 'none',
      hints: [],
      extensions: { credProps: true },
    };
  }

  /** The passkey that the browser made. `response` is what it gave, as JSON. */
  async verify(response: unknown, { accountId, sessionId }: Person): Promise<NewPasskey> {
    const answer = readRegistration(response);
    const challenge = challengeOf(answer);
    const asked = await this.challenges.take('passkey-registration', challenge, sessionId);
    if (asked === null) return this.refuse(accountId, 'the challenge is unknown, used, over, or of another session');
    if (isEmbedded(answer)) return this.refuse(accountId, 'it was made in a page of another site');
    const proof = await this.check(answer, challenge);
    if (typeof proof === 'string') return this.refuse(accountId, proof);
    const { credential, credentialBackedUp } = proof;
    return {
      credentialId: Uint8Array.from(Buffer.from(credential.id, 'base64url')),
      publicKey: Uint8Array.from(credential.publicKey),
      counter: credential.counter,
      transports: answer.response.transports,
      isBackedUp: credentialBackedUp,
    };
  }

  /** The reason where it does not hold. The library throws plain errors, for whatever is wrong. */
  private async check(response: ReturnType<typeof readRegistration>, challenge: string) {
    try {
      if (!(await isUnattested(response))) return 'it has certificates of its maker, which were not asked for';
      const { verifyRegistrationResponse } = await webAuthn();
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: this.relyingParty.origin,
        expectedRPID: this.relyingParty.id,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      });
      return verified ? registrationInfo : 'the attestation does not hold';
    } catch (error) {
      return (error as Error).message;
    }
  }

  private refuse(accountId: number, reason: string): never {
    this.log.warn({ accountId, reason }, 'a new passkey was refused');
    throw new PasskeyRefusedError();
  }
}

/**
 * Whether it comes without certificates, as was asked for: with none, or with a signature of the passkey itself. To check
 * certificates is to fetch lists of revoked ones from where they say.
 */
async function isUnattested({ response }: ReturnType<typeof readRegistration>): Promise<boolean> {
  const { decodeAttestationObject } = await webAuthnHelpers();
  const attestation = decodeAttestationObject(Uint8Array.from(Buffer.from(response.attestationObject, 'base64url')));
  const format = attestation.get('fmt');
  return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined);
}
