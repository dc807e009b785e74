import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.setup.js';
import type { ProblemDetails } from '../../src/common/errors/problem.dto.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { ConfigurationError } from '../../src/config/configuration-error.js';
import { readEnvironment } from '../../src/config/read-environment.js';
import { createSetupLink } from '../../src/launcher/setup-link.js';
import type { LinkInfo } from '../../src/modules/identity/people/dto/link.dto.js';
import { FirstRun } from '../../src/modules/identity/people/first-run.js';
import type { SessionState } from '../../src/modules/identity/sign-in/dto/session-state.dto.js';
import { startApi, settingsFor, type TestApi } from './api.js';
import { Browser } from './browser.js';
import { eventsOf } from './events.js';

const PASSWORD = 'nine tidy gulls over Whitby';

function tokenIn(link: string | null): string {
  const [, token] = /#token=([\w-]{43})$/.exec(link ?? '') ?? [];
  if (token === undefined) throw new Error(`${link} has no token`);
  return token;
}

const setupLinkOf = ({ app }: TestApi): Promise<string | null> => app.get(FirstRun, { strict: false }).setupLink();

const administrator = (token: string, settings: Record<string, string> = {}) => ({
  token,
  email: 'Ada@Plimsoll.example',
  name: 'Ada Lovelace',
  password: PASSWORD,
  ...settings,
});

// Must not become the first administrator: whoever has no link, a guessed, used or stale one, one for another purpose, or
// comes when there is an account already.
describe('the first run', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await startApi();
  });

  afterEach(() => api.stop());

  it('makes the administrator by the link, signed in as far as a person without a second factor can be', async () => {
    const token = tokenIn(await setupLinkOf(api));
    const browser = new Browser(api);
    expect(await browser.post<LinkInfo>('/links/check', { token })).toMatchObject({
      status: 200,
      body: { kind: 'setup', email: null, passwordMinimum: 8 },
    });
    const { status, body } = await browser.post<SessionState>('/setup', administrator(token));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      stage: 'enrol',
      account: { email: 'ada@plimsoll.example', name: 'Ada Lovelace' },
      isMfaRequired: true,
    });
    expect(await browser.get('/session')).toMatchObject({ status: 200, body: { stage: 'enrol' } });
    expect(await browser.get('/accounts')).toMatchObject({
      status: 403,
      body: { code: 'factor_enrolment_required' },
    });
    expect(await eventsOf(api, 'ada@plimsoll.example')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'setup.completed' }),
        expect.objectContaining({ action: 'role.granted', after: expect.objectContaining({ role: 'admin' }) }),
      ]),
    );
  });

  it('keeps the link as a hash, and tells it to no log', async () => {
    const token = tokenIn(await setupLinkOf(api));
    const [{ rows } = { rows: '' }] = await api.sql<{ rows: string }>(
      `SELECT (SELECT json_agg(one_time_link)::text FROM one_time_link) || (SELECT json_agg(body)::text FROM audit_event) AS rows`,
    );
    expect(rows).toContain('setup.link-created');
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(Buffer.from(token).toString('hex'));
    expect(api.log.join('\n')).not.toContain(token);
  });

  it('offers no link and takes none once there is an account', async () => {
    const [first, second] = [tokenIn(await setupLinkOf(api)), tokenIn(await setupLinkOf(api))];
    await new Browser(api).post('/setup', administrator(first));
    const late = await new Browser(api).post('/setup', administrator(second, { email: 'eve@plimsoll.example' }));
    expect(late).toMatchObject({ status: 409, body: { code: 'already_set_up' } });
    expect(await setupLinkOf(api)).toBeNull();
    expect(await createSetupLink(api.databaseUrl, 'http://localhost:3000')).toBeNull();
    expect(await api.sql('SELECT email FROM account')).toEqual([{ email: 'ada@plimsoll.example' }]);
  });

  it('makes one administrator of twenty who come at once with links of their own', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, async () => tokenIn(await setupLinkOf(api))));
    const answers = await Promise.all(
      tokens.map((token, place) =>
        new Browser(api).post('/setup', administrator(token, { email: `p${place}@plimsoll.example` })),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(409)]);
    expect(await api.sql('SELECT count(*)::int AS count FROM account')).toEqual([{ count: 1 }]);
  });

  it('takes a link once, of twenty who come with it at once', async () => {
    const token = tokenIn(await setupLinkOf(api));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        new Browser(api).post('/setup', administrator(token, { email: `p${place}@plimsoll.example` })),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => [200, 404].includes(status))).toBe(true);
    expect(await api.sql('SELECT count(*)::int AS count FROM account')).toEqual([{ count: 1 }]);
  });

  it('takes no link that is older than half an hour, nor one that nobody made, and says the same of both', async () => {
    const token = tokenIn(await setupLinkOf(api));
    const [link] = await api.sql<{ minutes: number }>(
      'SELECT extract(epoch FROM expires_at - created_at)::float8 / 60 AS minutes FROM one_time_link',
    );
    expect(link?.minutes).toBeCloseTo(30, 1);
    await api.sql(`UPDATE one_time_link SET expires_at = now() - interval '1 second'`);
    const stale = await new Browser(api).post<ProblemDetails>('/setup', administrator(token));
    const guessed = await new Browser(api).post<ProblemDetails>('/setup', administrator('A'.repeat(43)));
    expect(stale).toMatchObject({ status: 404, body: { code: 'link_not_valid' } });
    expect({ ...guessed.body, requestId: '' }).toEqual({ ...stale.body, requestId: '' });
    expect(await new Browser(api).post('/links/check', { token })).toMatchObject({ status: 404 });
  });

  it('refuses a password that is guessed first, and leaves the link good', async () => {
    const token = tokenIn(await setupLinkOf(api));
    const browser = new Browser(api);
    for (const password of ['iloveyou', 'ada-lovelace', 'plimsoll', 'aaaaaaaaaaaaaaaa', 'short']) {
      expect(await browser.post('/setup', administrator(token, { password }))).toMatchObject({
        status: 422,
        body: { code: 'password_refused', issues: [{ parameter: 'password', message: expect.any(String) }] },
      });
    }
    expect(await browser.post('/setup', administrator(token))).toMatchObject({ status: 200 });
  });

  it('slows down whoever tries many links from one network', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 110; attempt += 1) {
      const { status } = await new Browser(api).post('/links/check', { token: `${attempt}`.padStart(43, 'x') });
      statuses.push(status);
    }
    expect(statuses.slice(0, 100).every((status) => status === 404)).toBe(true);
    expect(statuses.slice(100)).toContain(429);
  });

  it('is what the launcher offers, too, with its own trace in the audit log', async () => {
    const link = await createSetupLink(api.databaseUrl, 'https://plimsoll.example');
    expect(link).toMatch(/^https:\/\/plimsoll\.example\/setup#token=/);
    expect(await eventsOf(api, 'setup')).toEqual([
      expect.objectContaining({ action: 'setup.link-created', actor: expect.objectContaining({ kind: 'system' }) }),
    ]);
    expect(await new Browser(api).post('/setup', administrator(tokenIn(link)))).toMatchObject({ status: 200 });
  });
});

describe('the first administrator of the environment', () => {
  let api: TestApi;
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plimsoll-bootstrap-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  async function withPassword(password: string, settings: Record<string, string> = {}) {
    const file = join(directory, 'password');
    await writeFile(file, password);
    const environment = readEnvironment({
      ...settingsFor(api.databaseUrl),
      PLIMSOLL_ADMIN_EMAIL: 'Root@Plimsoll.example',
      PLIMSOLL_ADMIN_PASSWORD_FILE: file,
      ...settings,
    });
    return createApp(environment, await createLogger('silent', { write: () => undefined }));
  }

  describe('where it can be made', () => {
    beforeEach(async () => {
      api = await startApi();
    });

    afterEach(() => api.stop());

    it('can sign in with the password of the file, without its line break', async () => {
      const app = await withPassword(`${PASSWORD}\n`);
      await app.init();
      expect(await app.get(FirstRun, { strict: false }).setupLink()).toBeNull();
      await app.close();
      const credentials = { email: 'root@plimsoll.example', password: PASSWORD };
      expect(await new Browser(api).post('/sign-in', credentials)).toMatchObject({
        status: 200,
        body: { stage: 'enrol' },
      });
      expect((await eventsOf(api, 'root@plimsoll.example')).map(({ action }) => action)).toContain(
        'setup.bootstrapped',
      );
    });

    it('is made once by two replicas that start together', async () => {
      const apps = await Promise.all([withPassword(PASSWORD), withPassword(PASSWORD)]);
      await Promise.all(apps.map((app) => app.init()));
      await Promise.all(apps.map((app) => app.close()));
      expect(await api.sql('SELECT email FROM account')).toEqual([{ email: 'root@plimsoll.example' }]);
      expect(await api.sql('SELECT role, project_id FROM role_grant')).toEqual([{ role: 'admin', project_id: null }]);
    });

    it('is not asked about once there is an account, so that the file may go', async () => {
      const first = await withPassword(PASSWORD);
      await first.init();
      await first.close();
      const second = await withPassword('short', { PLIMSOLL_ADMIN_PASSWORD_FILE: join(directory, 'missing') });
      await second.init();
      await second.close();
      expect(await api.sql('SELECT email FROM account')).toEqual([{ email: 'root@plimsoll.example' }]);
    });

    it('waits for a database that is not there yet', async () => {
      await api.sql('ALTER TABLE account RENAME TO not_there_yet');
      const app = await withPassword(PASSWORD);
      await app.init();
      const link = app.get(FirstRun, { strict: false }).setupLink();
      await api.sql('ALTER TABLE not_there_yet RENAME TO account');
      expect(await link).toBeNull();
      await app.close();
      expect(await api.sql('SELECT email FROM account')).toEqual([{ email: 'root@plimsoll.example' }]);
    });
  });

  // Each leaves the database as it was.
  describe('where it cannot be made', () => {
    beforeAll(async () => {
      api = await startApi();
    });

    afterAll(() => api.stop());

    it.each(['iloveyou', 'short', '', 'root-plimsoll'])('does not start with the password "%s"', async (password) => {
      const app = await withPassword(password);
      await expect(app.init()).rejects.toThrow(ConfigurationError);
      await app.close();
      expect(await api.sql('SELECT FROM account')).toHaveLength(0);
    });

    it('does not start where the file cannot be read', async () => {
      const app = await withPassword(PASSWORD, { PLIMSOLL_ADMIN_PASSWORD_FILE: join(directory, 'missing') });
      await expect(app.init()).rejects.toThrow('PLIMSOLL_ADMIN_PASSWORD_FILE cannot be read: ENOENT');
      await app.close();
    });
  });
});
