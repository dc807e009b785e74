import type { Role } from '../../src/common/access/permissions.js';
import type { SessionStage } from '../../src/common/access/principal.js';
import { CONSOLE_ORIGIN, type TestApi } from '../e2e/api.js';
import { insertPerson, insertProject } from '../e2e/principals.js';

export interface SignInSettings {
  role: Role;
  /** Slug of the only project in which the role is held; it is made where there is none. Everywhere where left out. */
  project?: string;
  stage?: SessionStage;
  /** Whether the person has just proved again who they are, which is so where left out. */
  steppedUp?: boolean;
  email?: string;
}

/** The headers of a browser in which somebody with this role is signed in. */
export type SignedInHeaders = { cookie: string; origin: string };

export async function signedIn(
  { sql }: Pick<TestApi, 'sql'>,
  { role, project, ...settings }: SignInSettings,
): Promise<SignedInHeaders> {
  const projectId = project === undefined ? null : await findOrInsertProject(sql, project);
  const { cookie } = await insertPerson(sql, { ...settings, grants: [{ role, projectId }] });
  return { cookie, origin: CONSOLE_ORIGIN };
}

async function findOrInsertProject(sql: TestApi['sql'], slug: string): Promise<number> {
  const [found] = await sql<{ id: number }>('SELECT id FROM project WHERE slug = $1', [slug]);
  return found?.id ?? (await insertProject(sql, slug));
}
