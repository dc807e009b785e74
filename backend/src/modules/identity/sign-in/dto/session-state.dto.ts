import type { Permission, Role } from '../../../access/permissions.js';
import type { SessionStage } from '../../../access/principal.js';

export class SessionAccount {
  id!: string;
  /** @example "ada@example.org" */
  email!: string;
  /** @example "Ada Lovelace" */
  name!: string;
}

export class SessionGrant {
  role!: Role;
  /** Slug of the project; null for everywhere. */
  project!: string | null;
}

export class SessionFactors {
  /** Whether there is an authenticator app. */
  totp!: boolean;
  /** How many passkeys there are. */
  passkeys!: number;
  recoveryCodesLeft!: number;
}

/** Who is signed in, how far, and what they may do. */
export class SessionState {
  /** `factor`: the second factor is missing; `enrol`: one must be set up first; `full`: signed in. */
  stage!: SessionStage;
  account!: SessionAccount;
  /** Empty until the sign-in is complete, as are the permissions. */
  grants!: SessionGrant[];
  /** In at least one project. */
  permissions!: Permission[];
  /** In every project. */
  globalPermissions!: Permission[];
  factors!: SessionFactors;
  /** Whether a role of the person requires a second factor. */
  isMfaRequired!: boolean;
  /** No further confirmation is needed until then; null once that has expired. */
  steppedUpUntil!: string | null;
  /** The session ends then at the latest: earlier when it is idle for 30 minutes. */
  expiresAt!: string;
}
