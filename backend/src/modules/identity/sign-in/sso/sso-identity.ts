import { isTextLine } from '../../../../common/text/text-line.js';
import { isEmailAddress, normaliseEmail } from '../../credentials/email.js';
import { SsoRefusedError } from './sso.errors.js';

export type IdentityClaims = Readonly<Record<string, unknown>>;

/** The identity of a person as the OpenID provider states it. */
export interface SsoIdentity {
  readonly issuer: string;
  /** What the provider knows the person by, whatever else changes. */
  readonly subject: string;
  /** Null where the provider has not verified it. */
  readonly email: string | null;
  readonly name: string | null;
  readonly groups: readonly string[];
  /** Whether the provider asked for two factors. */
  readonly hasSecondFactor: boolean;
  /** When it asked; null where it does not say. */
  readonly authenticatedAt: Date | null;
}

/** Authentication methods (RFC 8176) that come on top of a password, or in place of one with more than it. */
const SECOND_FACTORS = new Set(['mfa', 'otp', 'hwk', 'swk']);

const LONGEST_NAME = 100;

/** In seconds since 1970: what no four digits write, nothing here keeps. */
const YEAR_10000 = 253_402_300_800;

/**
 * What the ID token says goes before what the userinfo endpoint says. How the person signed in is taken from the ID token
 * alone, which is signed. Throws SsoRefusedError where the provider says that it leaves groups out.
 */
export function identityOf(
  { idToken, userInfo }: { idToken: IdentityClaims & { iss: string; sub: string }; userInfo: IdentityClaims },
  groupsClaim: string,
): SsoIdentity {
  const claims = { ...userInfo, ...idToken };
  if (!Object.hasOwn(claims, groupsClaim) && leavesOut(claims, groupsClaim)) {
    throw new SsoRefusedError('sso_too_many_groups');
  }
  const { amr, auth_time: time } = idToken;
  return {
    issuer: idToken.iss,
    subject: idToken.sub,
    email: verifiedEmail(claims),
    name: nameOf(claims),
    groups: textsOf(claims[groupsClaim]),
    hasSecondFactor: textsOf(amr).some((method) => SECOND_FACTORS.has(method)),
    authenticatedAt: typeof time === 'number' && time >= 0 && time < YEAR_10000 ? new Date(time * 1000) : null,
  };
}

function verifiedEmail({ email, email_verified: isVerified }: IdentityClaims): string | null {
  if (isVerified !== true || typeof email !== 'string') return null;
  const normalised = normaliseEmail(email);
  return isEmailAddress(normalised) ? normalised : null;
}

function nameOf({ name, preferred_username: username }: IdentityClaims): string | null {
  const names = [name, username].filter((each) => typeof each === 'string').map((each) => each.trim());
  return names.find((each) => isTextLine(each, LONGEST_NAME)) ?? null;
}

/** Of one group some providers make no list. */
function textsOf(value: unknown): string[] {
  return [value].flat().filter((each) => typeof each === 'string');
}

/** "Distributed claims" (OpenID Connect Core, 5.6.2): some providers refer to another place when groups are many. */
function leavesOut({ _claim_names: names }: IdentityClaims, claim: string): boolean {
  return typeof names === 'object' && names !== null && Object.hasOwn(names, claim);
}
