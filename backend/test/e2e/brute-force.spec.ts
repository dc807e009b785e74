import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app.setup.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { readEnvironment } from '../../src/config/read-environment.js';
import { Factors } from '../../src/modules/identity/credentials/factors/factors.js';
import { PasswordHasher } from '../../src/modules/identity/credentials/passwords/password-hasher.js';
import { delaysOf } from '../../src/modules/identity/sign-in/attempt-buckets.js';
import { settingsFor, startApi, type TestApi } from './api.js';
import { Browser } from './browser.js';
import { addAccount, addAuthenticator, wrongCode } from './people.js';

const WRONG = 'not the password at all';

// Must not get in, nor keep anybody else out: whoever guesses, from one network or many, at one account or many.
describe('guessing', () => {
  const SECRET_KEY = randomBytes(32).toString('base64');
  const settings = { SECRET_KEY, TRUSTED_PROXIES: '127.0.0.1/32' };
  let api: TestApi;
  /** Another process's worth of API on the same database. */
  let replica: NestFastifyApplication;
  let replicaUrl: string;

  beforeAll(async () => {
    api = await startApi(settings);
    const environment = readEnvironment({ ...settingsFor(api.databaseUrl), ...settings });
    replica = await createApp(environment, await createLogger('silent', { write: () => undefined }));
    await replica.listen(0, '127.0.0.1');
    replicaUrl = await replica.getUrl();
  });

  afterAll(async () => {
    await replica.close();
    await api.stop();
  });

  afterEach(() => import.meta.jest.restoreAllMocks());

  beforeEach(() => api.sql('DELETE FROM attempt_bucket'));

  const from = (ip: string, at: { url: string } = api): Browser => new Browser(at, { 'X-Forwarded-For': ip });

  const guess = (browser: Browser, email: string, password = WRONG) => browser.post('/sign-in', { email, password });

  /** So many attempts may be looked at in this time: the free ones, and one after each delay that has passed. */
  function allowedWithin(seconds: number, rule = { free: 5, longestDelaySeconds: 900 }): number {
    let waited = 0;
    return delaysOf(rule).filter((delayed) => (waited += delayed) <= seconds).length + 1;
  }

  /**
   * Of so many attempts. The last that is free and all that follow are sent at once: after it a second passes before another
   * is looked at, and on a busy machine one attempt alone may take that long.
   */
  async function statusesOf(count: number, attempt: (place: number) => Promise<{ status: number }>): Promise<number[]> {
    const statuses: number[] = [];
    for (let place = 1; place < 5; place += 1) statuses.push((await attempt(place)).status);
    const last = await Promise.all(Array.from({ length: count - 4 }, (_, index) => attempt(5 + index)));
    return [...statuses, ...last.map(({ status }) => status).sort()];
  }

  it.each(['an account that there is', 'an account that there is not'])(
    'looks at no more of 200 passwords sent at once to two replicas than the limit: %s',
    async (which) => {
      const email = which.endsWith('not') ? 'nobody@plimsoll.example' : (await addAccount(api)).email;
      const looks = [api.app, replica].map((app) =>
        import.meta.jest.spyOn(app.get(PasswordHasher, { strict: false }), 'verify'),
      );
      const start = performance.now();
      await guess(from('192.0.2.1'), email);
      // Whoever holds the buckets has all that can reach the database at once gather there, and let go together.
      const held = api.sql('DO $$ BEGIN PERFORM FROM attempt_bucket FOR UPDATE; PERFORM pg_sleep(1); END $$');
      const answers = await Promise.all(
        Array.from({ length: 199 }, (_, index) =>
          guess(from('192.0.2.1', index % 2 === 0 ? api : { url: replicaUrl }), email),
        ),
      );
      await held;
      const limit = allowedWithin((performance.now() - start) / 1000);
      const looked = looks.reduce((sum, { mock }) => sum + mock.calls.length, 0);
      expect(looked).toBeGreaterThanOrEqual(5);
      expect(looked).toBeLessThanOrEqual(limit);
      // Two minutes pass before there are twelve.
      expect(limit).toBeLessThan(12);
      const answered = (status: number): number => answers.filter((answer) => answer.status === status).length;
      // A machine that is too busy to look at one says 503. Where it is not, the two are exactly these.
      expect(answered(401)).toBeLessThanOrEqual(looked - 1);
      expect(answered(429)).toBeLessThanOrEqual(200 - looked);
      expect(answered(401) + answered(429) + answered(503)).toBe(199);
    },
  );

  it('looks at no more codes sent at once than the limit, from however many sign-ins', async () => {
    const account = await addAccount(api);
    const app = await addAuthenticator(api, account);
    const browsers: Browser[] = [];
    for (let index = 0; index < 5; index += 1) {
      const browser = from(`198.51.100.${index}`);
      await guess(browser, account.email, account.password);
      browsers.push(browser);
    }
    const look = import.meta.jest.spyOn(api.app.get(Factors, { strict: false }), 'verifyTotp');
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        (browsers[index % browsers.length] ?? from('192.0.2.1')).copy().post('/sign-in/totp', { code: wrongCode(app) }),
      ),
    );
    const limit = allowedWithin((performance.now() - start) / 1000);
    expect(look.mock.calls.length).toBeGreaterThanOrEqual(5);
    expect(look.mock.calls.length).toBeLessThanOrEqual(limit);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });

  it('waits longer after each attempt, and says how long', async () => {
    const { email } = await addAccount(api);
    const browser = from('192.0.2.1');
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(await guess(browser, email)).toMatchObject({ status: 401 });
    }
    const waits = [];
    for (let attempt = 5; attempt <= 6; attempt += 1) {
      const answers = await Promise.all([guess(browser, email), guess(browser, email)]);
      const [looked, refused] = answers.sort((one, other) => one.status - other.status);
      expect(looked).toMatchObject({ status: 401 });
      expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
      const seconds = Number(refused?.headers.get('retry-after'));
      waits.push(seconds);
      await delay(seconds * 1000);
    }
    expect(await guess(browser, email)).toMatchObject({ status: 401 });
    expect(waits).toEqual([1, 2]);
  });

  it('refuses the right password too while it waits', async () => {
    const account = await addAccount(api);
    const browser = from('192.0.2.1');
    for (let attempt = 1; attempt <= 5; attempt += 1) await guess(browser, account.email);
    // The delay that the fifth has caused, on a clock that a busy machine cannot outrun.
    const stretched = await api.sql(
      `UPDATE attempt_bucket SET blocked_until = blocked_until + interval '1 minute'
       WHERE blocked_until = (SELECT max(blocked_until) FROM attempt_bucket) RETURNING 1 AS id`,
    );
    expect(stretched).toHaveLength(1);
    expect(await guess(browser, account.email, account.password)).toMatchObject({ status: 429 });
  });

  it('answers alike whether or not there is such an account', async () => {
    const { email } = await addAccount(api);
    const statuses = (address: string) => statusesOf(7, () => guess(from('192.0.2.1'), address));
    const known = await statuses(email);
    expect(known).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect(await statuses('nobody@plimsoll.example')).toEqual(known);
  });

  it('starts anew when the password was right, and after a quarter of an hour of peace', async () => {
    const account = await addAccount(api);
    const browser = from('192.0.2.1');
    for (let attempt = 1; attempt <= 4; attempt += 1) await guess(browser, account.email);
    expect(await guess(from('192.0.2.1'), account.email, account.password)).toMatchObject({ status: 200 });
    const six = () => statusesOf(6, () => guess(browser, account.email));
    expect(await six()).toEqual([401, 401, 401, 401, 401, 429]);
    await api.sql(`UPDATE attempt_bucket SET blocked_until = now() - interval '15 minutes 1 second'`);
    expect(await six()).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it.each([
    ['IPv4 by /24', (index: number) => `192.0.2.${index}`],
    ['IPv6 by /64', (index: number) => `2001:db8:1:2:${index}:${index}:${index}:${index}`],
  ])('takes a network for one source: %s', async (_, addressOf) => {
    const { email } = await addAccount(api);
    const statuses = await statusesOf(6, (index) => guess(from(addressOf(index)), email));
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect(await guess(from('203.0.113.1'), email)).toMatchObject({ status: 401 });
  });

  it('slows down a network that tries many accounts', async () => {
    const start = performance.now();
    const statuses = await Promise.all(
      Array.from({ length: 120 }, (_, index) => guess(from('192.0.2.1'), `${index}@plimsoll.example`)),
    );
    const limit = allowedWithin((performance.now() - start) / 1000, { free: 100, longestDelaySeconds: 30 });
    const looked = statuses.filter(({ status }) => status === 401).length;
    // Let through, and answered 503 where the machine is too busy.
    expect(statuses.filter(({ status }) => status !== 429).length).toBeGreaterThanOrEqual(100);
    expect(looked).toBeLessThanOrEqual(limit);
    expect(limit).toBeLessThan(110);
    expect(await guess(from('203.0.113.1'), '1@plimsoll.example')).toMatchObject({ status: 401 });
  });

  it('asks what to sign in with no more often from one network, and others are served', async () => {
    const ask = (ip: string) => from(ip).post<{ code?: string }>('/sign-in/passkey/options');
    const start = performance.now();
    const asked = await Promise.all(Array.from({ length: 120 }, () => ask('192.0.2.1')));
    const limit = allowedWithin((performance.now() - start) / 1000, { free: 100, longestDelaySeconds: 30 });
    const answered = asked.filter(({ status }) => status === 200).length;
    expect(answered).toBeGreaterThanOrEqual(100);
    expect(answered).toBeLessThanOrEqual(limit);
    expect(limit).toBeLessThan(110);
    expect(await api.sql('SELECT FROM challenge')).toHaveLength(answered);
    const refused = asked.find(({ status }) => status !== 200);
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(refused?.headers.get('Content-Type')).toContain('application/problem+json');
    expect(Number(refused?.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await ask('203.0.113.1')).toMatchObject({ status: 200 });
  });

  it('cannot be done from invented networks where nobody is trusted to name them', async () => {
    const untrusting = await startApi();
    const { email } = await addAccount(untrusting);
    const statuses = await statusesOf(6, (index) => guess(from(`198.51.${index}.1`, untrusting), email));
    await untrusting.stop();
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('does not keep out a browser that its owner has signed in with before', async () => {
    const account = await addAccount(api);
    const [known, unknown] = [from('203.0.113.1'), from('203.0.113.1')];
    expect(await guess(known, account.email, account.password)).toMatchObject({ status: 200 });
    const over = new AbortController();
    const refusals: number[] = [];
    const attackers = Array.from({ length: 8 }, async (_, attacker) => {
      for (let round = 0; !over.signal.aborted; round += 1) {
        const { status } = await guess(from(`10.${attacker}.${round % 250}.1`), account.email);
        refusals.push(status);
      }
    });
    // By then the delays are seconds long: one, two, four.
    while (!refusals.includes(429)) await delay(50);
    await delay(3500);
    const statuses = { known: [] as number[], unknown: [] as number[] };
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await known.post('/sign-out');
      statuses.known.push((await guess(known, account.email, account.password)).status);
      statuses.unknown.push((await guess(unknown, account.email, account.password)).status);
    }
    over.abort();
    await Promise.all(attackers);
    expect(statuses.known).toEqual([200, 200, 200, 200, 200]);
    expect(statuses.unknown).toContain(429);
    expect(refusals.filter((status) => status === 429).length).toBeGreaterThan(20);
  });

  it('is slowed down on a known device, too, and one device is not known for another account', async () => {
    const [ada, bob] = [await addAccount(api), await addAccount(api)];
    const browser = from('192.0.2.1');
    await guess(browser, ada.email, ada.password);
    const other = from('192.0.2.1');
    const statuses = (email: string) => statusesOf(7, (place) => guess(place === 7 ? other : browser, email));
    // The other browser's attempt is another device's: it is looked at, beside the fifth of this one.
    expect(await statuses(ada.email)).toEqual([401, 401, 401, 401, 401, 401, 429]);
    expect(await statuses(bob.email)).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('gives a browser that another account has used a new mark of its own', async () => {
    const [ada, bob] = [await addAccount(api), await addAccount(api)];
    const browser = from('192.0.2.1');
    await guess(browser, ada.email, ada.password);
    const marked = browser.cookies.get('plimsoll_device');
    await guess(browser, ada.email, ada.password);
    expect(browser.cookies.get('plimsoll_device')).toBe(marked);
    await guess(browser, bob.email, bob.password);
    expect(browser.cookies.get('plimsoll_device')).not.toBe(marked);
  });

  // By the clock: sign-in-timing.full.spec.ts.
  it('tells nothing by its work: a password is looked at just as hard where there is no account', async () => {
    const { email, password } = await addAccount(api);
    const look = import.meta.jest.spyOn(api.app.get(PasswordHasher, { strict: false }), 'verify');
    await guess(from('192.0.2.1'), email, `${password}x`);
    await guess(from('192.0.2.1'), 'nobody@plimsoll.example', `${password}x`);
    expect(look.mock.calls).toEqual([
      [expect.stringMatching(/^\$argon2id\$/), `${password}x`],
      [null, `${password}x`],
    ]);
  });
});
