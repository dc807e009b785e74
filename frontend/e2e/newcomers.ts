import { randomBytes } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import { credentialsOf, invite, newVisitor, nextCode, post, type BrowserState, type Credentials } from './people.ts';
import { AuthenticatorApp } from '../../testkit/authenticator-app.mjs';
import { peopleDirectory } from './test.ts';

export interface Newcomer extends Credentials {
  readonly name: string;
}

/** Somebody with an authenticator app. */
export interface AppOwner extends Newcomer {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** A code that was not used yet. */
  readonly nextCode: () => Promise<string>;
}

/** Where passkeys work: browsers make none for an address. */
export function consoleUrl(): string {
  return (process.env['PLIMSOLL_WEB_URL'] ?? '').replace('127.0.0.1', 'localhost');
}

/** A proof lets an administrator invite people for five minutes. */
const FRESH_MS = 4 * 60_000;

let proof: { readonly at: number; readonly state: BrowserState } | undefined;

/** An administrator who may invite people: a proof is used for as long as it counts, since each takes a code of the app. */
export async function freshAdministrator(): Promise<APIRequestContext> {
  if (isFresh()) return newVisitor(consoleUrl(), proof?.state);
  const visitor = await newVisitor(consoleUrl());
  await post(visitor, '/api/v1/sign-in', await credentialsOf(peopleDirectory(), 'registrar'));
  await prove(visitor, '/api/v1/sign-in/totp');
  return visitor;
}

function isFresh(): boolean {
  return proof !== undefined && Date.now() - proof.at < FRESH_MS;
}

async function prove(administrator: APIRequestContext, path: string): Promise<void> {
  const at = Date.now();
  await post(administrator, path, { code: await nextCode(peopleDirectory(), 'registrar') });
  proof = { at, state: await administrator.storageState() };
}

let count = 0;

/** Somebody whom no other test knows, with a password and without a second factor. */
export async function newcomer(administrator: APIRequestContext, role = 'developer'): Promise<Newcomer> {
  count += 1;
  const name = `Newcomer ${count} of ${process.pid}`;
  if (!isFresh()) await prove(administrator, '/api/v1/session/step-up');
  const person = { email: `newcomer-${count}-${process.pid}@plimsoll.example`, name, role };
  const credentials = await invite(administrator, consoleUrl(), person, randomBytes(18).toString('base64url'));
  return { ...credentials, name };
}

/** The same, with an authenticator app set up. */
export async function appOwner(administrator: APIRequestContext, role = 'developer'): Promise<AppOwner> {
  const person = await newcomer(administrator, role);
  const visitor = await newVisitor(consoleUrl());
  const { email, password } = person;
  const { stage } = await post<{ stage: string }>(visitor, '/api/v1/sign-in', { email, password });
  if (stage === 'full') await post(visitor, '/api/v1/session/step-up', { password });
  const factor = { name: 'Phone' };
  const { id, secret } = await post<{ id: string; secret: string }>(visitor, '/api/v1/account/factors/totp', factor);
  const app = new AuthenticatorApp(secret);
  const { recoveryCodes } = await post<{ recoveryCodes: string[] }>(
    visitor,
    `/api/v1/account/factors/totp/${id}/confirm`,
    { code: await app.nextCode() },
  );
  await visitor.dispose();
  return { ...person, secret, recoveryCodes, nextCode: () => app.nextCode() };
}
