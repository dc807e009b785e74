import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { seedDeployments } from './deployments.ts';
import { invite, PEOPLE, signInAndKeep, type PersonName } from './people.ts';
import { seedReports } from './reports.ts';
import { createToken, openStack, type Stack } from './stack.ts';
import { seedWaivers } from './waivers.ts';

/** Workers inherit the environment: that is how they learn where the stack is, who is there and what it holds. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const stack = await openStack();
  const directory = await mkdtemp(join(tmpdir(), 'plimsoll-people-'));
  const tidy = async () => {
    await stack.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    process.env['PLIMSOLL_WEB_URL'] = stack.webUrl;
    process.env['PLIMSOLL_API_URL'] = stack.apiUrl;
    process.env['PLIMSOLL_DATA_DIR'] = stack.dataDirectory;
    process.env['PLIMSOLL_E2E_PEOPLE'] = directory;
    const visitors = await bringAboard(stack, directory);
    const permissions = 'report:write,gate:read,artifact:read,deployment:write';
    const token = await createToken(stack.dataDirectory, 'browser tests', permissions);
    process.env['PLIMSOLL_E2E_TOKEN'] = token;
    const seed = await seedReports(stack.apiUrl, token);
    await seedDeployments(stack.apiUrl, token, seed);
    const [developer, security] = [visitors.get('developer'), visitors.get('security')];
    // While the sign-in is fresh: later, an approval takes another code.
    if (developer && security) await seedWaivers(developer, security);
    for (const visitor of visitors.values()) await visitor.dispose();
    process.env['PLIMSOLL_E2E_SEED'] = JSON.stringify(seed);
  } catch (error) {
    await tidy();
    throw error;
  }
  return tidy;
}

/** The first administrator signs in and invites the others, who have signed in then. */
async function bringAboard(
  { webUrl, administrator }: Stack,
  directory: string,
): Promise<ReadonlyMap<string, APIRequestContext>> {
  const admin = await signInAndKeep(webUrl, directory, 'admin', administrator);
  const visitors = new Map<string, APIRequestContext>();
  for (const [name, { name: fullName, role }] of Object.entries(PEOPLE)) {
    if (name === 'admin') continue;
    const person = { email: `${name}@plimsoll.example`, name: fullName, role };
    const credentials = await invite(admin, webUrl, person, randomBytes(18).toString('base64url'));
    visitors.set(name, await signInAndKeep(webUrl, directory, name as PersonName, credentials));
  }
  await admin.dispose();
  return visitors;
}
