/** An authenticator app. */
export class TotpFactor {
  id!: string;
  /** @example "Phone" */
  name!: string;
  createdAt!: string;
}

export class Passkey {
  id!: string;
  /** @example "Laptop" */
  name!: string;
  createdAt!: string;
  lastUsedAt!: string | null;
}

/** List your second factors. */
export class FactorList {
  /** At most 5. */
  totp!: TotpFactor[];
  /** At most 20. */
  passkeys!: Passkey[];
  /** Of ten. */
  recoveryCodesLeft!: number;
}
