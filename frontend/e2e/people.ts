import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, type APIRequestContext } from '@playwright/test';
import { codeAt, stepAt, untilStep } from '../../testkit/authenticator-app.mjs';

/** Whom the tests act as. The global setup makes them; each keeps a session in a file. */
export const PEOPLE = {
  /** Made by PLIMSOLL_ADMIN_EMAIL; everything is looked at through their eyes unless a test says otherwise. */
  admin: { name: 'Ada Lovelace', role: 'admin' },
  /** Whose session the tests that change people, tokens and rules may use up. */
  harbourmaster: { name: 'Grace Hopper', role: 'admin' },
  /** Who invites the people that single tests make for themselves: newcomers.ts. */
  registrar: { name: 'Evelyn Boyd Granville', role: 'admin' },
  security: { name: 'Katherine Johnson', role: 'security' },
  developer: { name: 'Margaret Hamilton', role: 'developer' },
  viewer: { name: 'Annie Easley', role: 'viewer' },
} as const satisfies Record<string, { readonly name: string; readonly role: string }>;

export type PersonName = keyof typeof PEOPLE;

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Somebody who has signed in, as it is kept in a file. */
interface KeptPerson extends Credentials {
  /** In base32; null for whoever needs no second factor. */
  readonly totpSecret: string | null;
  /** The step of the code that was used last: the API takes none twice. */
  readonly lastStep: number;
}

/** Cookies, and what else a browser keeps of a session. */
export type BrowserState = Awaited<ReturnType<APIRequestContext['storageState']>>;

interface SessionState {
  readonly stage: 'factor' | 'enrol' | 'full';
}

/** Where the browser's state of somebody lies: cookies, as Playwright reads them. */
export function statePath(directory: string, name: PersonName): string {
  return join(directory, `${name}.state.json`);
}

function personPath(directory: string, name: PersonName): string {
  return join(directory, `${name}.json`);
}

/** The API with a cookie jar, as the console's own pages reach it. */
export function newVisitor(webUrl: string, storageState?: BrowserState): Promise<APIRequestContext> {
  return request.newContext({
    baseURL: webUrl,
    // Each request has a connection of its own: one that rested for some seconds ends just when the next request is on its way.
    extraHTTPHeaders: { origin: webUrl, connection: 'close' },
    ...(storageState !== undefined && { storageState }),
  });
}

/** Sends JSON, and throws with what the API said if it does not take it. */
export async function post<T>(visitor: APIRequestContext, path: string, data: object): Promise<T> {
  const response = await visitor.post(path, { data });
  if (!response.ok()) throw new Error(`POST ${path}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Signs in, setting up an authenticator app where the role asks for one, and keeps session and credentials. */
export async function signInAndKeep(
  webUrl: string,
  directory: string,
  name: PersonName,
  credentials: Credentials,
): Promise<APIRequestContext> {
  const visitor = await newVisitor(webUrl);
  const { stage } = await post<SessionState>(visitor, '/api/v1/sign-in', credentials);
  const enrolled = stage === 'enrol' ? await enrolApp(visitor) : { totpSecret: null, lastStep: 0 };
  const kept: KeptPerson = { ...credentials, ...enrolled };
  await writeFile(personPath(directory, name), JSON.stringify(kept), { mode: 0o600 });
  await visitor.storageState({ path: statePath(directory, name) });
  return visitor;
}

async function enrolApp(visitor: APIRequestContext): Promise<Pick<KeptPerson, 'totpSecret' | 'lastStep'>> {
  const { id, secret } = await post<{ id: string; secret: string }>(visitor, '/api/v1/account/factors/totp', {
    name: 'Test phone',
  });
  const lastStep = stepAt(Date.now());
  await post(visitor, `/api/v1/account/factors/totp/${id}/confirm`, { code: codeAt(secret, lastStep) });
  return { totpSecret: secret, lastStep };
}

/** Has an administrator invite somebody, and takes the invitation up for them. */
export async function invite(
  administrator: APIRequestContext,
  webUrl: string,
  person: { readonly email: string; readonly name: string; readonly role: string; readonly project?: string },
  password: string,
): Promise<Credentials> {
  const { link } = await post<{ link: string }>(administrator, '/api/v1/accounts', person);
  const visitor = await newVisitor(webUrl);
  const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token');
  await post(visitor, '/api/v1/links/password', { token, password });
  await visitor.dispose();
  return { email: person.email, password };
}

/** What the person's app shows: the first code that was not used yet, which may take half a minute to come. */
export async function nextCode(directory: string, name: PersonName): Promise<string> {
  const path = personPath(directory, name);
  const person = JSON.parse(await readFile(path, 'utf8')) as KeptPerson;
  if (person.totpSecret === null) throw new Error(`${name} has no second factor.`);
  // The API allows for a clock that is one step ahead.
  const step = Math.max(person.lastStep + 1, stepAt(Date.now()));
  await sleep(untilStep(step - 1, Date.now()));
  await writeFile(path, JSON.stringify({ ...person, lastStep: step }), { mode: 0o600 });
  return codeAt(person.totpSecret, step);
}

export async function credentialsOf(directory: string, name: PersonName): Promise<Credentials> {
  const { email, password } = JSON.parse(await readFile(personPath(directory, name), 'utf8')) as KeptPerson;
  return { email, password };
}
