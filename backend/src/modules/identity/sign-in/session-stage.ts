import type { SessionStage } from '../../access/principal.js';

export interface Proof {
  /** Whether what the person showed is two factors by itself, as a passkey with a PIN is. */
  readonly hasSecondFactor: boolean;
  /** Whether the account has a second factor that could be asked for. */
  readonly hasFactor: boolean;
  /** Whether a role of the person requires one. */
  readonly isMfaRequired: boolean;
}

/** The next stage after a person has proved their identity. */
export function stageAfter({ hasSecondFactor, hasFactor, isMfaRequired }: Proof): SessionStage {
  if (hasSecondFactor) return 'full';
  if (hasFactor) return 'factor';
  return isMfaRequired ? 'enrol' : 'full';
}

const MINUTE_MS = 60_000;

/** A session ends after so long at the latest; one that is idle for half an hour ends before. */
const LIFETIMES_MS: Record<SessionStage, number> = {
  factor: 10 * MINUTE_MS,
  enrol: 30 * MINUTE_MS,
  full: 12 * 60 * MINUTE_MS,
};

export function expiryOf(stage: SessionStage, from: Date): Date {
  return new Date(from.getTime() + LIFETIMES_MS[stage]);
}
