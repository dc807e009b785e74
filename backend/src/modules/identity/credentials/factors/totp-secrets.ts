import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../../config/configuration.js';
import { SecretBox, type SecretOwner } from './secret-box.js';
import { newTotpSecret, provisioningOf, stepOf } from './totp-code.js';

/** The keys of authenticator apps: readable only here, between the database and the code that is checked. */
@Injectable()
export class TotpSecrets {
  private readonly box: SecretBox;

  constructor(configuration: Configuration) {
    this.box = new SecretBox(configuration.get('SECRET_KEY'));
  }

  /** A new key: `sealed` to store, the rest to show once. */
  create(accountId: number, email: string): { sealed: Uint8Array<ArrayBuffer>; secret: string; uri: string } {
    const secret = newTotpSecret();
    return { sealed: this.box.seal(secret, ownerOf(accountId)), ...provisioningOf(secret, email) };
  }

  /** The time step that a code is of, or null for a code that is not good at this time. */
  stepOf(code: string, accountId: number, sealed: Uint8Array, at: Date): number | null {
    return stepOf(code, this.box.open(sealed, ownerOf(accountId)), at);
  }
}

function ownerOf(accountId: number): SecretOwner {
  return { table: 'totp_factor', accountId };
}
