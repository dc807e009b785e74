import type { Role } from '../../src/modules/access/permissions.js';
import type { SessionStage } from '../../src/modules/access/principal.js';
import type { TestApi } from '../e2e/api.js';
import { Browser } from '../e2e/browser.js';
import { insertPerson, insertProject } from '../e2e/principals.js';

export interface SignInSettings {
  role?: Role;
  /** Slug of the only project in which the role is held; it is made where there is none. Everywhere where left out. */
  project?: string;
  stage?: SessionStage;
  /** Whether the person has just proved again who they are, which is so where left out. */
  steppedUp?: boolean;
  email?: string;
}

export interface SignedIn {
  readonly accountId: number;
  readonly email: string;
  readonly browser: Browser;
}

/** A browser in which somebody with this role is signed in; how that came to be is another spec's matter. */
export async function signedIn(
  api: Pick<TestApi, 'sql' | 'url'>,
  { role, project, ...settings }: SignInSettings = {},
): Promise<SignedIn> {
  const projectId = project === undefined ? null : await findOrInsertProject(api.sql, project);
  const grants = role === undefined ? [] : [{ role, projectId }];
  const { accountId, email, cookie } = await insertPerson(api.sql, { ...settings, grants });
  const [name = '', secret = ''] = cookie.split('=');
  const browser = new Browser(api);
  browser.cookies.set(name, secret);
  return { accountId, email, browser };
}

async function findOrInsertProject(sql: TestApi['sql'], slug: string): Promise<number> {
  const [found] = await sql<{ id: number }>('SELECT id FROM project WHERE slug = $1', [slug]);
  return found?.id ?? (await insertProject(sql, slug));
}
