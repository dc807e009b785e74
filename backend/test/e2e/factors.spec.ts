import { SYSTEM } from '../../src/modules/audit/audit-event.js';
import { AuditLog } from '../../src/modules/audit/audit-log.js';
import { Factors } from '../../src/modules/identity/credentials/factors/factors.js';
import type { FactorAdded } from '../../src/modules/identity/own-account/factors/dto/factor-added.dto.js';
import type { FactorList } from '../../src/modules/identity/own-account/factors/dto/factor-list.dto.js';
import type { RecoveryCodes } from '../../src/modules/identity/own-account/factors/dto/recovery-codes.dto.js';
import type { NewTotp } from '../../src/modules/identity/own-account/factors/dto/totp-enrolment.dto.js';
import type { SessionState } from '../../src/modules/identity/sign-in/dto/session-state.dto.js';
import { codeOf, decodeBase32, untilStepLasts } from '../factories/authenticator-app.js';
import { PersonBrowser } from '../factories/person-browser.js';
import { startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, insertToken, type PersonSettings, type TestPerson } from './principals.js';

/**
 * Authenticator apps and recovery codes. Nobody may: use a code twice, add a factor with a session that was stolen or with
 * the password alone, see or touch what is another's, or learn a secret from the tables, the audit log or the API's log.
 */
describe('account/factors', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  afterAll(() => api.stop());

  interface Actor extends TestPerson {
    browser: PersonBrowser;
  }

  async function person(settings: PersonSettings = {}): Promise<Actor> {
    const inserted = await insertPerson(api.sql, settings);
    return { ...inserted, browser: new PersonBrowser(api, inserted.cookie) };
  }

  /** Another browser in which the same person is signed in. */
  async function otherBrowserOf({ accountId }: TestPerson, stage = 'full'): Promise<PersonBrowser> {
    const other = await insertPerson(api.sql);
    await api.sql('UPDATE session SET account_id = $1, stage = $2 WHERE id = $3', [accountId, stage, other.sessionId]);
    return new PersonBrowser(api, other.cookie);
  }

  async function start({ browser }: Actor, name = 'Phone'): Promise<NewTotp> {
    return browser.ask<NewTotp>('POST', 'account/factors/totp', { name });
  }

  /** With the code of the step before, so that those of this one and the next are still good. */
  async function enrol(actor: Actor, name = 'Phone'): Promise<NewTotp & FactorAdded> {
    await untilStepLasts(10);
    const started = await start(actor, name);
    const added = await actor.browser.ask<FactorAdded>('POST', `account/factors/totp/${started.id}/confirm`, {
      code: codeOf(started.secret, -1),
    });
    return { ...started, ...added };
  }

  const list = ({ browser }: Actor): Promise<FactorList> => browser.ask<FactorList>('GET', 'account/factors');

  const verify = (accountId: number, code: string): Promise<boolean> =>
    api.app
      .get(AuditLog)
      .change(SYSTEM, (transaction) => api.app.get(Factors).verifyTotp(transaction, accountId, code));

  const recover = (accountId: number, code: string): Promise<boolean> =>
    api.app
      .get(AuditLog)
      .change(SYSTEM, (transaction) => api.app.get(Factors).useRecoveryCode(transaction, accountId, code));

  const forgetSteps = (accountId: number): Promise<unknown> =>
    api.sql('UPDATE totp_factor SET last_step = 0 WHERE account_id = $1', [accountId]);

  const count = (results: readonly boolean[]): number => results.filter(Boolean).length;

  const times = <T>(number: number, work: () => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: number }, work));

  const CHANGES: [string, string, unknown][] = [
    ['POST', 'account/factors/totp', { name: 'Mine' }],
    ['POST', 'account/factors/totp/1/confirm', { code: '123456' }],
    ['DELETE', 'account/factors/totp/1', undefined],
    ['POST', 'account/factors/passkeys/options', {}],
    ['POST', 'account/factors/passkeys', { name: 'Mine', response: {} }],
    ['DELETE', 'account/factors/passkeys/1', undefined],
    ['POST', 'account/recovery-codes', {}],
  ];

  describe('who may', () => {
    it.each(CHANGES)('%s %s: nobody without a session', async (method, path, body) => {
      expect(await new PersonBrowser(api).refusal(method, path, body)).toBe('401 unauthenticated');
    });

    it.each(CHANGES)('%s %s: no API token', async (method, path, body) => {
      const { accountId } = await person({ grants: [{ role: 'admin' }] });
      const token = await insertToken(api.sql, { accountId });
      const response = await api.call(method, `/api/v1/${path}`, { as: { token }, body });
      expect(response.status).toBe(403);
    });

    it.each(CHANGES)('%s %s: nobody whose second factor is missing', async (method, path, body) => {
      const { browser } = await person({ stage: 'factor' });
      expect(await browser.refusal(method, path, body)).toBe('403 second_factor_required');
    });

    it.each(CHANGES)('%s %s: nobody who has only got hold of a session', async (method, path, body) => {
      const { browser } = await person({ steppedUp: false });
      expect(await browser.refusal(method, path, body)).toBe('403 step_up_required');
    });

    it.each([
      ['DELETE', 'account/factors/totp/1'],
      ['DELETE', 'account/factors/passkeys/1'],
      ['POST', 'account/recovery-codes'],
    ])('%s %s: nobody who has yet to set up a factor', async (method, path) => {
      const { browser } = await person({ stage: 'enrol' });
      expect(await browser.refusal(method, path)).toBe('403 factor_enrolment_required');
    });

    it('lets another site send nothing', async () => {
      const { cookie } = await person();
      const elsewhere = new PersonBrowser(api, cookie, 'https://attacker.example');
      expect(await elsewhere.refusal('POST', 'account/factors/totp', { name: 'Mine' })).toBe('403 cross_site_request');
    });
  });

  describe('an authenticator app', () => {
    it('counts when a code has confirmed it, and brings ten recovery codes the first time', async () => {
      const ada = await person();
      const started = await start(ada);
      expect(await list(ada)).toEqual({ totp: [], passkeys: [], recoveryCodesLeft: 0 });
      expect(await verify(ada.accountId, codeOf(started.secret))).toBe(false);

      const { recoveryCodes, session } = await enrol(ada);
      expect(new Set(recoveryCodes).size).toBe(10);
      expect(session.factors).toEqual({ totp: true, passkeys: 0, recoveryCodesLeft: 10 });
      expect(await list(ada)).toEqual({
        totp: [{ id: expect.any(String), name: 'Phone', createdAt: expect.any(String) }],
        passkeys: [],
        recoveryCodesLeft: 10,
      });

      expect((await enrol(ada, 'Tablet')).recoveryCodes).toBeNull();
    });

    it('is set up with answers as the OpenAPI document has them', async () => {
      const ada = await person();
      const { recoveryCodes, session, ...started } = await enrol(ada);
      expect(started.uri).toContain(started.secret);
      expectContract('factorsStartTotp', 201, started);
      expectContract('factorsConfirmTotp', 200, { recoveryCodes, session });
      expectContract('factorsList', 200, await list(ada));
      expectContract('recoveryCodesRenew', 201, await ada.browser.ask('POST', 'account/recovery-codes'));
    });

    it('is named when it is confirmed: then, at the start, or with words of the API', async () => {
      const ada = await person();
      const enrolNamed = async (first: object, last: object): Promise<void> => {
        await untilStepLasts(10);
        const { id, secret } = await ada.browser.ask<NewTotp>('POST', 'account/factors/totp', first);
        const code = codeOf(secret, -1);
        await ada.browser.ask('POST', `account/factors/totp/${id}/confirm`, { code, ...last });
      };
      await enrolNamed({}, { name: 'Phone' });
      await enrolNamed({ name: 'Tablet' }, {});
      await enrolNamed({ name: 'Tablet' }, { name: 'Watch' });
      await enrolNamed({}, {});
      expect((await list(ada)).totp.map(({ name }) => name)).toEqual(['Phone', 'Tablet', 'Watch', 'Authenticator app']);
      const events = await api.sql<{ body: string }>(
        `SELECT body FROM audit_event WHERE body::jsonb->>'action' = 'factor.added'
           AND body::jsonb->'target'->>'id' = $1 ORDER BY sequence`,
        [String(ada.accountId)],
      );
      expect(events.map(({ body }) => body.includes('Watch'))).toEqual([false, false, true, false]);
    });

    it('completes a sign-in that waited for it, with a session of its own', async () => {
      const admin = await person({ stage: 'enrol', grants: [{ role: 'admin' }], steppedUp: false });
      const before = new PersonBrowser(api, admin.cookie);
      const { session } = await enrol(admin);
      expect(session.stage).toBe('full');
      expect(session.steppedUpUntil).not.toBeNull();
      expect((await admin.browser.ask<SessionState>('GET', 'session')).stage).toBe('full');
      expect(await before.refusal('GET', 'session')).toBe('401 unauthenticated');
    });

    it('is not confirmed by a wrong code, a late one, or somebody else', async () => {
      const ada = await person();
      const { id, secret } = await start(ada);
      const wrong = String((Number(codeOf(secret)) + 1) % 1_000_000).padStart(6, '0');
      const confirm = (actor: Actor, code: string): Promise<string> =>
        actor.browser.refusal('POST', `account/factors/totp/${id}/confirm`, { code });
      expect(await confirm(ada, wrong)).toBe('422 wrong_code');
      expect(await confirm(await person(), codeOf(secret))).toBe('404 factor_not_found');
      await api.sql(`UPDATE totp_factor SET created_at = now() - interval '11 minutes' WHERE id = $1`, [id]);
      expect(await confirm(ada, codeOf(secret))).toBe('404 factor_not_found');
      expect((await list(ada)).totp).toEqual([]);
    });

    it('takes the place of one that was never confirmed', async () => {
      const ada = await person();
      const first = await start(ada);
      await enrol(ada);
      const path = `account/factors/totp/${first.id}/confirm`;
      expect(await ada.browser.refusal('POST', path, { code: codeOf(first.secret) })).toBe('404 factor_not_found');
    });

    it('is confirmed once, however many ask at once', async () => {
      const ada = await person();
      const { id, secret } = await start(ada);
      const code = codeOf(secret);
      const answers = await times(20, () => ada.browser.send('POST', `account/factors/totp/${id}/confirm`, { code }));
      expect(count(answers.map(({ status }) => status === 200))).toBe(1);
      expect((await list(ada)).recoveryCodesLeft).toBe(10);
    });

    it('is one of five at most', async () => {
      const ada = await person();
      for (let number = 1; number <= 5; number += 1) await enrol(ada, `Phone ${number}`);
      expect(await ada.browser.refusal('POST', 'account/factors/totp', { name: 'Phone 6' })).toBe(
        '409 too_many_factors',
      );
    });

    it.each(['', '   ', 'a'.repeat(61), 'a\nb', 'a\u0000b', '\u001b[31m', 5, null, { $ne: '' }, ['a']])(
      'does not take %j for a name',
      async (name) => {
        const ada = await person();
        expect(await ada.browser.refusal('POST', 'account/factors/totp', { name })).toBe('400 invalid_input');
        const { id, secret } = await start(ada);
        const body = { code: codeOf(secret), name };
        expect(await ada.browser.refusal('POST', `account/factors/totp/${id}/confirm`, body)).toBe('400 invalid_input');
      },
    );

    it('takes any other words for a name', async () => {
      const ada = await person();
      const name = '📱 Adas “Telefon” <b>ß</b>';
      await enrol(ada, name);
      expect((await list(ada)).totp).toEqual([expect.objectContaining({ name })]);
    });
  });

  describe('a code', () => {
    it('is good once of 20 times at once', async () => {
      const ada = await person();
      const { secret } = await enrol(ada);
      const code = codeOf(secret);
      expect(count(await times(20, () => verify(ada.accountId, code)))).toBe(1);
      expect(await verify(ada.accountId, code)).toBe(false);
    });

    it('completes one sign-in of 20 that bring it at once', async () => {
      const ada = await person();
      const { secret } = await enrol(ada);
      const browsers = await times(20, () => otherBrowserOf(ada, 'factor'));
      const code = codeOf(secret);
      const answers = await Promise.all(browsers.map((browser) => browser.send('POST', 'sign-in/totp', { code })));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      for (const status of statuses) expect([200, 401, 429]).toContain(status);
    });

    it('is good one step early and one step late, not two', async () => {
      const ada = await person();
      const { secret } = await enrol(ada);
      const atSkew = async (early: number): Promise<boolean> => {
        await untilStepLasts(5);
        await forgetSteps(ada.accountId);
        return verify(ada.accountId, codeOf(secret, early));
      };
      expect([await atSkew(-1), await atSkew(0), await atSkew(1)]).toEqual([true, true, true]);
      expect([await atSkew(-2), await atSkew(2)]).toEqual([false, false]);
    });

    it('is worth nothing once a later one was used, and neither is the one that confirmed the app', async () => {
      const ada = await person();
      const { secret } = await enrol(ada);
      expect(await verify(ada.accountId, codeOf(secret, -1))).toBe(false);
      expect(await verify(ada.accountId, codeOf(secret, 1))).toBe(true);
      expect(await verify(ada.accountId, codeOf(secret))).toBe(false);
    });

    it('is good with each app of its own, for its own account', async () => {
      const [ada, eve] = [await person(), await person()];
      const [phone, tablet] = [await enrol(ada), await enrol(ada, 'Tablet')];
      await enrol(eve);
      expect(await verify(eve.accountId, codeOf(phone.secret))).toBe(false);
      expect(await verify(ada.accountId, codeOf(tablet.secret))).toBe(true);
      expect(await verify(ada.accountId, codeOf(phone.secret))).toBe(true);
    });
  });

  describe('at rest', () => {
    async function storedSecret({ accountId }: TestPerson): Promise<Buffer> {
      const [row] = await api.sql<{ secret: Buffer }>('SELECT secret FROM totp_factor WHERE account_id = $1', [
        accountId,
      ]);
      return row?.secret ?? Buffer.alloc(0);
    }

    it('no table holds the secret', async () => {
      const ada = await person();
      const { secret } = await enrol(ada);
      const stored = await storedSecret(ada);
      expect(stored.length).toBe(1 + 12 + 20 + 16);
      for (const form of [decodeBase32(secret), Buffer.from(secret)]) expect(stored.includes(form)).toBe(false);
    });

    it("another row's secret does not decrypt, and takes nothing from the account's other apps", async () => {
      const [ada, eve] = [await person(), await person()];
      await enrol(ada);
      const { secret } = await enrol(eve);
      await api.sql('UPDATE totp_factor SET secret = $1, last_step = 0 WHERE account_id = $2', [
        await storedSecret(eve),
        ada.accountId,
      ]);
      expect(await verify(ada.accountId, codeOf(secret))).toBe(false);
      const tablet = await enrol(ada, 'Tablet');
      expect(await verify(ada.accountId, codeOf(tablet.secret))).toBe(true);
    });

    it('neither the audit log nor the log of the API holds a secret or a code', async () => {
      const ada = await person();
      const { secret, recoveryCodes } = await enrol(ada);
      const code = codeOf(secret);
      const [recoveryCode = ''] = recoveryCodes ?? [];
      const browser = await otherBrowserOf(ada, 'factor');
      await browser.ask('POST', 'sign-in/recovery', { code: recoveryCode });
      await browser.ask('POST', 'session/step-up', { code });
      const events = await api.sql<{ body: string }>(
        `SELECT body FROM audit_event WHERE body::jsonb->'target'->>'id' = $1 ORDER BY sequence`,
        [String(ada.accountId)],
      );
      const actions = events.map(({ body }) => (JSON.parse(body) as { action: string }).action);
      expect(actions).toEqual(
        expect.arrayContaining(['factor.added', 'recovery-codes.made', 'recovery-code.used', 'session.stepped-up']),
      );
      const written = events.map(({ body }) => body).join('\n') + api.log.join('\n');
      const secrets = [secret, recoveryCode, recoveryCode.replaceAll('-', '')];
      for (const text of secrets) expect(written).not.toContain(text);
      expect(written).not.toContain(`"${code}"`);
    });
  });

  describe('a recovery code', () => {
    it('is good once of 20 times at once', async () => {
      const ada = await person();
      const { recoveryCodes } = await enrol(ada);
      const [first = '', second = ''] = recoveryCodes ?? [];
      expect(count(await times(20, () => recover(ada.accountId, first)))).toBe(1);
      expect(await recover(ada.accountId, first)).toBe(false);
      expect(await recover(ada.accountId, second.toLowerCase().replaceAll('-', ' '))).toBe(true);
      expect((await list(ada)).recoveryCodesLeft).toBe(8);
    });

    it('is good for its own account alone', async () => {
      const [ada, eve] = [await person(), await person()];
      const { recoveryCodes } = await enrol(ada);
      await enrol(eve);
      expect(await recover(eve.accountId, recoveryCodes?.[0] ?? '')).toBe(false);
    });

    it('is kept as a hash', async () => {
      const ada = await person();
      const { recoveryCodes } = await enrol(ada);
      const rows = await api.sql<{ hash: Buffer }>(
        'SELECT code_hash AS hash FROM recovery_code WHERE account_id = $1',
        [ada.accountId],
      );
      expect(rows).toHaveLength(10);
      for (const { hash } of rows) {
        expect(hash).toHaveLength(32);
        expect(recoveryCodes?.some((code) => hash.includes(code) || hash.includes(code.replaceAll('-', '')))).toBe(
          false,
        );
      }
    });

    it('is worth nothing once there are new ones', async () => {
      const ada = await person();
      const { recoveryCodes: old } = await enrol(ada);
      const { recoveryCodes } = await ada.browser.ask<RecoveryCodes>('POST', 'account/recovery-codes');
      expect(recoveryCodes.some((code) => old?.includes(code))).toBe(false);
      expect(await recover(ada.accountId, old?.[0] ?? '')).toBe(false);
      expect(await recover(ada.accountId, recoveryCodes[0] ?? '')).toBe(true);
    });

    it('is not made where there is no factor that it could stand in for', async () => {
      const { browser } = await person();
      expect(await browser.refusal('POST', 'account/recovery-codes')).toBe('409 no_factor');
    });
  });

  describe('removing', () => {
    it('is not possible for the last factor of somebody whose role needs one', async () => {
      const admin = await person({ grants: [{ role: 'admin' }] });
      const { secret } = await enrol(admin);
      const [factor] = (await list(admin)).totp;
      expect(await admin.browser.refusal('DELETE', `account/factors/totp/${factor?.id}`)).toBe('409 last_factor');
      expect(await verify(admin.accountId, codeOf(secret))).toBe(true);

      await enrol(admin, 'Tablet');
      await admin.browser.ask('DELETE', `account/factors/totp/${factor?.id}`);
      expect((await list(admin)).totp).toEqual([expect.objectContaining({ name: 'Tablet' })]);
    });

    it('is not possible by any route for the last factor of an administrator', async () => {
      const admin = await person({ grants: [{ role: 'admin' }] });
      const { secret, recoveryCodes } = await enrol(admin);
      const [factor] = (await list(admin)).totp;
      const refusals = [
        ['DELETE', `account/factors/totp/${factor?.id}`, '409 last_factor'],
        ['DELETE', `account/factors/passkeys/${factor?.id}`, '404 factor_not_found'],
        ['DELETE', `accounts/${admin.accountId}/factors`, '409 own_factors'],
      ] as const;
      for (const [method, path, refusal] of refusals) expect(await admin.browser.refusal(method, path)).toBe(refusal);
      // What else there is about factors leaves them as they are, and so does all of it at once.
      await admin.browser.ask('POST', 'account/recovery-codes');
      await start(admin, 'Never confirmed');
      await Promise.all(
        [...refusals, ...refusals].map(([method, path]) =>
          admin.browser.send(method, path).then(({ status }) => status),
        ),
      );
      expect(await verify(admin.accountId, codeOf(secret))).toBe(true);
      expect(await recover(admin.accountId, recoveryCodes?.[0] ?? '')).toBe(false);
      expect((await list(admin)).recoveryCodesLeft).toBe(10);
    });

    it('by somebody else is for an administrator', async () => {
      const [admin, other] = [
        await person({ grants: [{ role: 'admin' }] }),
        await person({ grants: [{ role: 'admin' }] }),
      ];
      await enrol(admin);
      expect((await other.browser.send('DELETE', `accounts/${admin.accountId}/factors`)).status).toBe(204);
    });

    it('leaves one of an app and a passkey that are removed at once', async () => {
      const admin = await person({ grants: [{ role: 'admin' }] });
      await enrol(admin);
      const [factor] = (await list(admin)).totp;
      const [passkey] = await api.sql<{ id: number }>(
        `INSERT INTO passkey (account_id, name, credential_id, public_key, counter, is_backed_up)
         VALUES ($1, 'Key', uuid_send(gen_random_uuid()), '\\x00', 0, false) RETURNING id`,
        [admin.accountId],
      );
      const answers = await Promise.all(
        [`totp/${factor?.id}`, `passkeys/${passkey?.id}`, `totp/${factor?.id}`].map((path) =>
          admin.browser.send('DELETE', `account/factors/${path}`),
        ),
      );
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      const { totp, passkeys } = await list(admin);
      expect(totp.length + passkeys.length).toBe(1);
    });

    it('leaves one of two that are removed at once', async () => {
      const admin = await person({ grants: [{ role: 'security' }] });
      await enrol(admin);
      await enrol(admin, 'Tablet');
      const { totp } = await list(admin);
      const answers = await Promise.all(
        totp.map(({ id }) => admin.browser.send('DELETE', `account/factors/totp/${id}`)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    });

    it('takes the recovery codes along with the last factor of somebody who need not have one', async () => {
      const viewer = await person({ grants: [{ role: 'viewer' }] });
      const { recoveryCodes, secret } = await enrol(viewer);
      const [factor] = (await list(viewer)).totp;
      await viewer.browser.ask('DELETE', `account/factors/totp/${factor?.id}`);
      expect(await list(viewer)).toEqual({ totp: [], passkeys: [], recoveryCodesLeft: 0 });
      expect(await recover(viewer.accountId, recoveryCodes?.[0] ?? '')).toBe(false);
      expect(await verify(viewer.accountId, codeOf(secret))).toBe(false);
    });

    it("does not reach another's factor", async () => {
      const [ada, eve] = [await person(), await person()];
      await enrol(ada);
      const [factor] = (await list(ada)).totp;
      expect(await eve.browser.refusal('DELETE', `account/factors/totp/${factor?.id}`)).toBe('404 factor_not_found');
      expect((await list(ada)).totp).toHaveLength(1);
    });
  });

  describe('every change', () => {
    it('ends the other sessions of the account, and nobody else', async () => {
      const [ada, eve] = [await person(), await person()];
      const change = async (work: () => Promise<unknown>): Promise<void> => {
        const others = await Promise.all(['full', 'factor', 'enrol'].map((stage) => otherBrowserOf(ada, stage)));
        await work();
        for (const other of others) expect(await other.refusal('GET', 'session')).toBe('401 unauthenticated');
        expect((await ada.browser.send('GET', 'session')).status).toBe(200);
      };
      await change(() => enrol(ada));
      await change(() => ada.browser.ask('POST', 'account/recovery-codes'));
      const [factor] = (await list(ada)).totp;
      await change(() => ada.browser.ask('DELETE', `account/factors/totp/${factor?.id}`));
      expect((await eve.browser.send('GET', 'session')).status).toBe(200);
    });

    it('lets nobody in with a factor of their own who has the password alone', async () => {
      const ada = await person({ stage: 'enrol', grants: [{ role: 'admin' }] });
      await enrol(ada);
      // A sign-in that had begun before and was not there to be ended, as one in another transaction would not be.
      const eve = await otherBrowserOf(ada, 'enrol');
      expect(await eve.refusal('POST', 'account/factors/totp', { name: 'Mine' })).toBe('409 enrolment_over');
    });

    it('is in the audit log, with who and what', async () => {
      const ada = await person();
      await enrol(ada);
      const [factor] = (await list(ada)).totp;
      await ada.browser.ask('DELETE', `account/factors/totp/${factor?.id}`);
      const events = await api.sql<{ body: string }>(
        `SELECT body FROM audit_event WHERE body::jsonb->'actor'->>'id' = $1 ORDER BY sequence`,
        [String(ada.accountId)],
      );
      const target = { kind: 'account', id: String(ada.accountId), name: ada.email };
      expect(events.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
        expect.objectContaining({ action: 'factor.added', target, after: { kind: 'totp', name: 'Phone' } }),
        expect.objectContaining({ action: 'recovery-codes.made', target }),
        expect.objectContaining({ action: 'factor.removed', target, before: { kind: 'totp', name: 'Phone' } }),
      ]);
    });
  });
});
