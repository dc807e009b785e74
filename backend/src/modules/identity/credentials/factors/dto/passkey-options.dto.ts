export class PasskeyRelyingParty {
  /** @example "plimsoll.example.org" */
  id!: string;
  name!: string;
}

export class PasskeyUser {
  /** base64url; random, says nothing about the person. */
  id!: string;
  name!: string;
  displayName!: string;
}

export class PasskeyAlgorithm {
  type!: 'public-key';
  /** Number of a COSE algorithm. */
  alg!: number;
}

export class PasskeyDescriptor {
  /** base64url. */
  id!: string;
  type!: 'public-key';
  transports?: string[];
}

export class PasskeySelection {
  residentKey!: 'required';
  requireResidentKey!: boolean;
  userVerification!: 'required';
}

export class PasskeyCreationExtensions {
  credProps!: boolean;
}

/** For `PublicKeyCredential.parseCreationOptionsFromJSON` and `navigator.credentials.create`. */
export class PasskeyCreationOptions {
  rp!: PasskeyRelyingParty;
  user!: PasskeyUser;
  /** base64url; valid once, for five minutes. */
  challenge!: string;
  pubKeyCredParams!: PasskeyAlgorithm[];
  /** In milliseconds. */
  timeout!: number;
  /** Passkeys that the person has already. */
  excludeCredentials!: PasskeyDescriptor[];
  authenticatorSelection!: PasskeySelection;
  attestation!: 'none';
  hints!: string[];
  extensions!: PasskeyCreationExtensions;
}

/** For `PublicKeyCredential.parseRequestOptionsFromJSON` and `navigator.credentials.get`. */
export class PasskeyRequestOptions {
  rpId!: string;
  /** base64url; valid once, for five minutes. */
  challenge!: string;
  /** In milliseconds. */
  timeout!: number;
  userVerification!: 'required';
  /** Empty if any passkey of this site is accepted; the passkey names its account. */
  allowCredentials!: PasskeyDescriptor[];
}
