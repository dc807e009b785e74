import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { normalisePassword } from './password-text.js';

/** Whom a password is for. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
  /** Whether a second factor must be set up before the account can be used. */
  readonly isMfaEnforced: boolean;
}

export const MAXIMUM_LENGTH = 128;

/** So many characters must be left of a password without the account's own words. */
const OWN_PART = 8;

const PRODUCT = 'plimsoll';

/** In characters: a password that is all there is must be longer than one with a second factor behind it. */
export function minimumLength(isMfaEnforced: boolean): number {
  return isMfaEnforced ? 8 : 15;
}

/**
 * Why a password is not accepted, in sentences; empty if it is. There are no rules on its characters: only passwords
 * that are easy to guess are refused.
 */
export async function checkPassword(
  password: string,
  { email, name, isMfaEnforced }: PasswordOwner,
): Promise<string[]> {
  const text = normalisePassword(password);
  const length = [...text].length;
  const minimum = minimumLength(isMfaEnforced);
  if (length < minimum) return [`The password must have at least ${minimum} characters; this one has ${length}.`];
  if (length > MAXIMUM_LENGTH) return [`The password must have no more than ${MAXIMUM_LENGTH} characters.`];
  const folded = fold(text);
  const unit = repeatedUnit(folded);
  if (isSequence(unit) || [...unit].length < 5) {
    return ['The password repeats a few characters or counts up. Such passwords are easy to guess.'];
  }
  const reasons: string[] = [];
  if (withoutWords(folded, ownWords(email, name)) < OWN_PART) {
    reasons.push('The password is based on your name, your email address or the name Plimsoll.');
  }
  if (await isCommon([folded, unit])) reasons.push('The password is a common password.');
  return reasons;
}

/** Case makes no other word. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** What a text repeats, the last time perhaps not to its end: `abcabcab` is `abc`. Most texts are themselves once. */
function repeatedUnit(text: string): string {
  let period = 1;
  while (!text.startsWith(text.slice(period))) period += 1;
  return text.slice(0, period);
}

/** Every character follows the one before in the alphabet of Unicode, up or down: `abcdefgh`, `87654321`. */
function isSequence(text: string): boolean {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(points.slice(1).map((point, place) => point - (points[place] ?? 0)));
  return points.length > 1 && steps.size === 1 && (steps.has(1) || steps.has(-1));
}

/** Parts of the address and of the name that are long enough to be words, the longest first. */
function ownWords(email: string, name: string): string[] {
  const whole = [email, name].map(fold);
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  const words = new Set([...whole, ...parts, PRODUCT].filter((word) => [...word].length >= 3));
  return [...words].sort((one, other) => other.length - one.length);
}

/** How many characters are left without these words. */
function withoutWords(text: string, words: readonly string[]): number {
  const rest = words.reduce((left, word) => left.replaceAll(word, '\0'), text).replaceAll('\0', '');
  return rest.length === text.length ? Infinity : [...rest].length;
}

/** The list is read when it is needed and not kept: that is seldom, and it is large. It is JSON, and searched as text. */
async function isCommon(texts: readonly string[]): Promise<boolean> {
  const list = await readFile(LIST, 'utf8');
  return texts.some((text) => list.includes(JSON.stringify(text)));
}

const LIST = join(
  dirname(createRequire(import.meta.url).resolve('@zxcvbn-ts/language-common')),
  '../src/passwords.json',
);
