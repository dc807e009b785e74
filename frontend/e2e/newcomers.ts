import { randomBytes } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import { credentialsOf, invite, newVisitor, nextCode, post, type Credentials } from './people.ts';
import { codeAt, stepAt } from './totp.ts';
import { peopleDirectory } from './test.ts';

export interface Newcomer extends Credentials {
  readonly name: string;
}

/** Somebody with an authenticator app. */
export interface AppOwner extends Newcomer {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** A code that was not used yet: the step of the one that set the app up is spent. */
  readonly nextCode: () => string;
}

/** Where passkeys work: browsers make none for an address. */
export function consoleUrl(): string {
  return (process.env['PLIMSOLL_WEB_URL'] ?? '').replace('127.0.0.1', 'localhost');
}

/** An administrator with a fresh session, which may invite people for five minutes. */
export async function freshAdministrator(): Promise<APIRequestContext> {
  const visitor = await newVisitor(consoleUrl());
  await post(visitor, '/api/v1/sign-in', await credentialsOf(peopleDirectory(), 'harbourmaster'));
  await post(visitor, '/api/v1/sign-in/totp', { code: await nextCode(peopleDirectory(), 'harbourmaster') });
  return visitor;
}

let count = 0;

/** Somebody whom no other test knows, with a password and without a second factor. */
export async function newcomer(administrator: APIRequestContext, role = 'developer'): Promise<Newcomer> {
  count += 1;
  const name = `Newcomer ${count} of ${process.pid}`;
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
  const app = { name: 'Phone' };
  const { id, secret } = await post<{ id: string; secret: string }>(visitor, '/api/v1/account/factors/totp', app);
  // The step before: its code is good as well, and leaves this step's for the test.
  const step = stepAt(Date.now()) - 1;
  const { recoveryCodes } = await post<{ recoveryCodes: string[] }>(
    visitor,
    `/api/v1/account/factors/totp/${id}/confirm`,
    { code: codeAt(secret, step) },
  );
  await visitor.dispose();
  let last = step;
  const nextCode = () => {
    last = Math.max(last + 1, stepAt(Date.now()));
    return codeAt(secret, last);
  };
  return { ...person, secret, recoveryCodes, nextCode };
}
