import { networkOf } from './network.js';

/** How much is tried for nothing, and how long the delay may grow. */
export interface AttemptRule {
  /** So many attempts wait for nothing. After each further one the delay doubles, from a second on. */
  readonly free: number;
  readonly longestDelaySeconds: number;
}

/** What attempts are counted against. */
export interface AttemptBucket {
  /** What it is: a purpose, and whom or what it is about. Hashed before it is stored. */
  readonly subject: readonly (string | number)[];
  readonly rule: AttemptRule;
  /** What an attempt does that was right: `forget` all that came before, or only `take back` itself. */
  readonly onSuccess: 'forget' | 'take back';
}

/** Nothing is left of a bucket when for so long after its delay nothing was counted in it. */
export const FORGOTTEN_AFTER_SECONDS = 15 * 60;

/** Guesses at one person's password from one network; and from a device that the person has signed in with before. */
const ONE_SOURCE: AttemptRule = { free: 5, longestDelaySeconds: 15 * 60 };

/**
 * Guesses at one person's password from everywhere. Everyone can cause this delay for everyone, so it stays short;
 * devices that the person has signed in with before are exempt from it.
 */
const ONE_PERSON: AttemptRule = { free: 20, longestDelaySeconds: 30 };

/** Guesses at many people's passwords from one network, which other people can share. */
const ONE_NETWORK: AttemptRule = { free: 100, longestDelaySeconds: 30 };

/** So many wrong codes end a session that waits for its second factor. */
export const CODES_PER_SIGN_IN = 5;

/** Whose password is guessed and from where. A known device counts for itself alone: what others do never delays it. */
export function passwordBuckets(email: string, ip: string, deviceId: number | null): AttemptBucket[] {
  if (deviceId !== null) {
    return [{ subject: ['password of', email, 'on device', deviceId], rule: ONE_SOURCE, onSuccess: 'forget' }];
  }
  return [
    { subject: ['password of', email, 'from', networkOf(ip)], rule: ONE_SOURCE, onSuccess: 'forget' },
    { subject: ['password of', email], rule: ONE_PERSON, onSuccess: 'forget' },
    networkBucket('password', ip),
  ];
}

/** Whatever of this kind is tried from a network. What is right there does not make up for what is wrong. */
export function networkBucket(what: string, ip: string): AttemptBucket {
  return { subject: [what, 'from', networkOf(ip)], rule: ONE_NETWORK, onSuccess: 'take back' };
}

/**
 * Codes of a person's second factor. Only a person with the password gets this far, so others cannot cause the delay.
 */
export function codeBucket(accountId: number, deviceId: number | null): AttemptBucket {
  const subject = ['code of', accountId, ...(deviceId === null ? [] : ['on device', deviceId])];
  return { subject, rule: ONE_SOURCE, onSuccess: 'forget' };
}

/** Codes tried in one sign-in. When they are used up the session ends, so there is nothing to wait for. */
export function signInBucket(sessionId: number): AttemptBucket {
  return {
    subject: ['codes in session', sessionId],
    rule: { free: CODES_PER_SIGN_IN, longestDelaySeconds: 15 * 60 },
    onSuccess: 'forget',
  };
}

/** The password of a person who is signed in. */
export function ownPasswordBucket(accountId: number): AttemptBucket {
  return { subject: ['own password of', accountId], rule: ONE_SOURCE, onSuccess: 'forget' };
}

/**
 * How many seconds nothing more is taken after the first attempt, the second and so on; what stands last holds for all that
 * follow. None while they are free, then 1, 2, 4…
 */
export function delaysOf({ free, longestDelaySeconds }: AttemptRule): number[] {
  const delays = Array.from({ length: free - 1 }, () => 0);
  for (let delay = 1; delay < longestDelaySeconds; delay *= 2) delays.push(delay);
  return [...delays, longestDelaySeconds];
}
