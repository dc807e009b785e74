import { IsObject } from 'class-validator';
import { IsFactorName } from './factor-name.js';

export class PasskeyAttestation {
  /** base64url. */
  clientDataJSON!: string;
  /** base64url. */
  attestationObject!: string;
  transports?: string[];
}

/** What `navigator.credentials.create` gave, as its `toJSON` writes it. Further members are let be. */
export class PasskeyRegistration {
  /** base64url. */
  id!: string;
  /** base64url. */
  rawId!: string;
  type!: 'public-key';
  response!: PasskeyAttestation;
}

export class PasskeyAssertion {
  /** base64url. */
  clientDataJSON!: string;
  /** base64url. */
  authenticatorData!: string;
  /** base64url. */
  signature!: string;
  /** base64url. */
  userHandle?: string | null;
}

/** What `navigator.credentials.get` gave, as its `toJSON` writes it. Further members are let be. */
export class PasskeyAuthentication {
  /** base64url. */
  id!: string;
  /** base64url. */
  rawId!: string;
  type!: 'public-key';
  response!: PasskeyAssertion;
}

export class NewPasskeyBody {
  /**
   * What the person calls it.
   * @example "Laptop"
   */
  @IsFactorName()
  name!: string;

  @IsObject()
  response!: PasskeyRegistration;
}

/** Also the body of signing in with a passkey. */
export class PasskeyBody {
  @IsObject()
  response!: PasskeyAuthentication;
}
