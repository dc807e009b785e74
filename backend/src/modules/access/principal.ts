import type { Permission, Role } from './permissions.js';

export interface Grant {
  readonly role: Role;
  /** project.id; null for everywhere. */
  readonly projectId: number | null;
}

/** `factor`: the password was right and the second factor is missing; `enrol`: a second factor must be set up first. */
export type SessionStage = 'factor' | 'enrol' | 'full';

/** A person with a session. */
export interface Person {
  readonly kind: 'person';
  readonly accountId: number;
  readonly email: string;
  readonly name: string;
  readonly sessionId: number;
  readonly stage: SessionStage;
  readonly steppedUpAt: Date | null;
  readonly expiresAt: Date;
  readonly grants: readonly Grant[];
}

/** A machine with an API token. */
export interface TokenHolder {
  readonly kind: 'token';
  readonly tokenId: number;
  readonly name: string;
  /** Null for every project. */
  readonly projectId: number | null;
  readonly permissions: ReadonlySet<Permission>;
  /** The owner and their current permissions: the token can do no more. Null for a token without an owner. */
  readonly owner: { readonly accountId: number; readonly email: string; readonly grants: readonly Grant[] } | null;
  /** The name of the trust rule under which it was given out. */
  readonly trustRule: string | null;
  /** What the CI provider said of the pipeline that it was given to, as far as it was kept. */
  readonly claims: Readonly<Record<string, string>> | null;
}

/** Who asks. */
export type Principal = Person | TokenHolder;
