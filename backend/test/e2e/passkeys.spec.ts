import { randomBytes } from 'node:crypto';
import type {
  PasskeyCreationOptions,
  PasskeyRequestOptions,
} from '../../src/modules/identity/credentials/factors/dto/passkey-options.dto.js';
import { PasskeyCeremony } from '../../src/modules/identity/credentials/factors/passkey-ceremony.js';
import type { FactorAdded } from '../../src/modules/identity/own-account/factors/dto/factor-added.dto.js';
import type { FactorList } from '../../src/modules/identity/own-account/factors/dto/factor-list.dto.js';
import type { SessionState } from '../../src/modules/identity/sign-in/dto/session-state.dto.js';
import { type Deviations, SoftwareAuthenticator } from '../factories/authenticator.js';
import { PersonBrowser } from '../factories/person-browser.js';
import { startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { insertPerson, type PersonSettings, type TestPerson } from './principals.js';

/**
 * Passkeys. Nobody may: use an answer twice, one to a question that another session was asked, one that was made for
 * another site, one without the person having been checked, one of a copied device, or a passkey of another account.
 */
describe('passkeys', () => {
  let api: TestApi;
  let ceremony: PasskeyCeremony;

  beforeAll(async () => {
    api = await startApi();
    ceremony = api.app.get(PasskeyCeremony);
  });

  afterAll(() => api.stop());

  interface Actor extends TestPerson {
    browser: PersonBrowser;
    device: SoftwareAuthenticator;
  }

  async function person(settings: PersonSettings = {}, device = new SoftwareAuthenticator()): Promise<Actor> {
    const inserted = await insertPerson(api.sql, settings);
    return { ...inserted, browser: new PersonBrowser(api, inserted.cookie), device };
  }

  const creationOptions = ({ browser }: Actor): Promise<PasskeyCreationOptions> =>
    browser.ask<PasskeyCreationOptions>('POST', 'account/factors/passkeys/options');

  /** Somebody with a passkey. */
  async function owner(settings: PersonSettings = {}, device = new SoftwareAuthenticator()): Promise<Actor> {
    const actor = await person(settings, device);
    await add(actor);
    return actor;
  }

  async function add(actor: Actor, name = 'Laptop'): Promise<FactorAdded> {
    const response = actor.device.create(await creationOptions(actor));
    return actor.browser.ask<FactorAdded>('POST', 'account/factors/passkeys', { name, response });
  }

  const list = async ({ browser }: Actor): Promise<FactorList['passkeys']> =>
    (await browser.ask<FactorList>('GET', 'account/factors')).passkeys;

  const countOf = async ({ accountId }: TestPerson): Promise<number> =>
    (await api.sql('SELECT id FROM passkey WHERE account_id = $1', [accountId])).length;

  /** Whose passkey it is, from beginning to end but for the session. */
  async function authenticate(
    { accountId, device }: Pick<Actor, 'accountId' | 'device'>,
    deviations: Deviations = {},
    asked: number | null = accountId,
  ): Promise<number | undefined> {
    const answer = device.get(await ceremony.requestOptions(asked, null), deviations);
    return (await ceremony.verify(answer, null))?.accountId;
  }

  describe('making one', () => {
    it('asks for one that is kept on the device and checks the person', async () => {
      const ada = await person();
      const options = await creationOptions(ada);
      const [account] = await api.sql<{ handle: Buffer }>(
        'SELECT passkey_user_id AS handle FROM account WHERE id = $1',
        [ada.accountId],
      );
      expect(options).toMatchObject({
        rp: { id: 'localhost', name: 'Plimsoll' },
        user: { id: account?.handle.toString('base64url'), name: ada.email, displayName: ada.email },
        timeout: 300_000,
        excludeCredentials: [],
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
      });
      expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
      expect(Buffer.from(options.challenge, 'base64url').length).toBeGreaterThanOrEqual(16);
      expect((await creationOptions(ada)).challenge).not.toBe(options.challenge);
    });

    it('answers as the OpenAPI document has it', async () => {
      const ada = await person();
      expectContract('factorsAddPasskey', 201, await add(ada));
      const options = await creationOptions(ada);
      expect(options.excludeCredentials).toHaveLength(1);
      expectContract('factorsPasskeyOptions', 200, options);
      expectContract('factorsList', 200, await ada.browser.ask('GET', 'account/factors'));
      expectContract('signInGetPasskeyOptions', 200, await ceremony.requestOptions(ada.accountId, null));
    });

    it('completes a sign-in that waited for a factor, and brings ten recovery codes the first time', async () => {
      const admin = await person({ stage: 'enrol', grants: [{ role: 'admin' }], steppedUp: false });
      const before = new PersonBrowser(api, admin.cookie);
      const { recoveryCodes, session } = await add(admin);
      expect(recoveryCodes).toHaveLength(10);
      expect(session).toMatchObject({ stage: 'full', factors: { totp: false, passkeys: 1, recoveryCodesLeft: 10 } });
      expect(await before.refusal('GET', 'session')).toBe('401 unauthenticated');
      expect((await add(admin, 'Key')).recoveryCodes).toBeNull();
      expect(await list(admin)).toEqual([
        { id: expect.any(String), name: 'Laptop', createdAt: expect.any(String), lastUsedAt: null },
        { id: expect.any(String), name: 'Key', createdAt: expect.any(String), lastUsedAt: null },
      ]);
    });

    it('names those that the person has already', async () => {
      const ada = await owner();
      const { excludeCredentials } = await creationOptions(ada);
      const stored = await api.sql<{ id: Buffer }>('SELECT credential_id AS id FROM passkey WHERE account_id = $1', [
        ada.accountId,
      ]);
      expect(excludeCredentials).toEqual([
        { id: stored[0]?.id.toString('base64url'), type: 'public-key', transports: ['internal'] },
      ]);
    });

    it.each<[string, Deviations]>([
      ['another origin', { origin: 'https://attacker.example' }],
      ['another port', { origin: 'http://localhost:3999' }],
      ['an address in place of the name', { origin: 'http://127.0.0.1:3000' }],
      ['another relying party', { rpId: 'attacker.example' }],
      ['another question', { challenge: Buffer.from('guessed').toString('base64url') }],
      ['another ceremony', { type: 'webauthn.get' }],
      ['a device that did not check the person', { userVerified: false }],
      ['a device at which nobody was', { userPresent: false }],
      ['a page in a frame of another site', { isEmbedded: true }],
    ])('refuses one with %s', async (_, deviations) => {
      const ada = await person();
      const response = ada.device.create(await creationOptions(ada), deviations);
      expect(await ada.browser.refusal('POST', 'account/factors/passkeys', { name: 'Mine', response })).toBe(
        '422 passkey_refused',
      );
      expect(await countOf(ada)).toBe(0);
    });

    it.each(['packed', 'tpm', 'apple', 'android-key', 'android-safetynet', 'fido-u2f'])(
      'has no certificates checked, nor anything fetched that they name: %s',
      async (format) => {
        const ada = await person();
        const certificates = [randomBytes(64), randomBytes(64)];
        const response = ada.device.create(await creationOptions(ada), { attestation: { format, certificates } });
        expect(await ada.browser.refusal('POST', 'account/factors/passkeys', { name: 'Mine', response })).toBe(
          '422 passkey_refused',
        );
        expect(api.log.at(-2)).toContain('it has certificates of its maker, which were not asked for');
        expect(await countOf(ada)).toBe(0);
      },
    );

    it('takes one that has signed for itself', async () => {
      const ada = await person();
      const response = ada.device.create(await creationOptions(ada), { attestation: { format: 'packed' } });
      await ada.browser.ask('POST', 'account/factors/passkeys', { name: 'Mine', response });
      expect(await countOf(ada)).toBe(1);
    });

    it('takes an answer once of 20 times at once', async () => {
      const ada = await person();
      const response = ada.device.create(await creationOptions(ada));
      const body = { name: 'Laptop', response };
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => ada.browser.send('POST', 'account/factors/passkeys', body)),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 422)).toHaveLength(19);
      expect(await countOf(ada)).toBe(1);
    });

    it("refuses the answer to another session's question, and leaves the question to that session", async () => {
      const [ada, eve] = [await person(), await person()];
      const response = ada.device.create(await creationOptions(ada));
      const body = { name: 'Laptop', response };
      expect(await eve.browser.refusal('POST', 'account/factors/passkeys', body)).toBe('422 passkey_refused');
      expect(await countOf(eve)).toBe(0);
      await ada.browser.ask('POST', 'account/factors/passkeys', body);
      expect(await countOf(ada)).toBe(1);
    });

    it('refuses an answer that comes late', async () => {
      const ada = await person();
      const response = ada.device.create(await creationOptions(ada));
      await api.sql(`UPDATE challenge SET expires_at = now() WHERE session_id = $1`, [ada.sessionId]);
      const body = { name: 'Laptop', response };
      expect(await ada.browser.refusal('POST', 'account/factors/passkeys', body)).toBe('422 passkey_refused');
      expect(await api.sql('SELECT id FROM challenge WHERE session_id = $1', [ada.sessionId])).toEqual([]);
    });

    it('refuses the answer to a question for signing in', async () => {
      const ada = await owner();
      const { challenge } = await ada.browser.ask<PasskeyRequestOptions>('POST', 'session/step-up/passkey/options');
      const response = ada.device.create({ ...(await creationOptions(ada)), challenge });
      expect(await ada.browser.refusal('POST', 'account/factors/passkeys', { name: 'Mine', response })).toBe(
        '422 passkey_refused',
      );
    });

    it('refuses a passkey that belongs to another account', async () => {
      const [ada, eve] = [await owner(), await owner()];
      const options = await creationOptions(eve);
      // As if the devices had come upon the same id.
      const [stolen] = await api.sql<{ id: Buffer }>('SELECT credential_id AS id FROM passkey WHERE account_id = $1', [
        ada.accountId,
      ]);
      const response = eve.device.create(options, { credentialId: stolen?.id ?? Buffer.alloc(0) });
      expect(await eve.browser.refusal('POST', 'account/factors/passkeys', { name: 'Mine', response })).toBe(
        '409 passkey_taken',
      );
      expect(await authenticate(ada)).toBe(ada.accountId);
    });

    it('lets one of two sign-ins set up the first factor, not both', async () => {
      const ada = await person({ stage: 'enrol', grants: [{ role: 'admin' }] });
      const eve = await person({ stage: 'enrol' });
      await api.sql('UPDATE session SET account_id = $1 WHERE id = $2', [ada.accountId, eve.sessionId]);
      const bodies = await Promise.all(
        [ada, eve].map(async (actor) => ({
          name: 'Mine',
          response: actor.device.create(await creationOptions(actor)),
        })),
      );
      const answers = await Promise.all(
        [ada, eve].map(({ browser }, index) => browser.send('POST', 'account/factors/passkeys', bodies[index])),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
      expect(await countOf(ada)).toBe(1);
    });

    it('is possible 20 times', async () => {
      const ada = await owner();
      await api.sql(
        `INSERT INTO passkey (account_id, name, credential_id, public_key, counter, is_backed_up)
         SELECT $1::int, 'Key', sha256(($1::int || '-' || number)::bytea), '', 0, false FROM generate_series(2, 20) AS number`,
        [ada.accountId],
      );
      const response = ada.device.create(await creationOptions(ada));
      expect(await ada.browser.refusal('POST', 'account/factors/passkeys', { name: 'One more', response })).toBe(
        '409 too_many_factors',
      );
    });

    it('never fails with more than a refusal, whatever bytes come', async () => {
      const ada = await person();
      const { attestationObject } = ada.device.create(await creationOptions(ada)).response;
      const bytes = Buffer.from(attestationObject, 'base64url');
      for (let place = 0; place < bytes.length; place += 5) {
        for (const changed of [bytes.subarray(0, place + 1), flip(bytes, place)]) {
          const answer = ada.device.create(await creationOptions(ada));
          const response = {
            ...answer,
            response: { ...answer.response, attestationObject: changed.toString('base64url') },
          };
          const { status } = await ada.browser.send('POST', 'account/factors/passkeys', { name: 'Mine', response });
          expect([201, 400, 409, 422]).toContain(status);
        }
        await api.sql('DELETE FROM passkey WHERE account_id = $1', [ada.accountId]);
      }
    });

    it.each([
      {},
      { response: {} },
      { id: 'AAEC', rawId: 'AAEC', type: 'public-key', response: { clientDataJSON: 'bnVsbA' } },
    ])('takes %j for no answer of a browser', async (response) => {
      const { browser } = await person();
      expect(await browser.refusal('POST', 'account/factors/passkeys', { name: 'Mine', response })).toBe(
        '400 invalid_input',
      );
    });
  });

  describe('signing in', () => {
    it('needs nothing else', async () => {
      const ada = await owner({ grants: [{ role: 'admin' }] });
      const elsewhere = new PersonBrowser(api);
      const options = await elsewhere.ask<PasskeyRequestOptions>('POST', 'sign-in/passkey/options', {});
      // Whom it is for is told by the passkey alone.
      expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required', allowCredentials: [] });
      const state = await elsewhere.ask<SessionState>('POST', 'sign-in/passkey', { response: ada.device.get(options) });
      expect(state).toMatchObject({ stage: 'full', account: { id: String(ada.accountId) } });
      expect(state.steppedUpUntil).not.toBeNull();
      expect((await list(ada))[0]?.lastUsedAt).toEqual(expect.any(String));
    });

    it('gives back what asking for it has cost, so that no office runs out of attempts', async () => {
      const ada = await owner();
      const counted = async () =>
        (await api.sql<{ sum: number }>('SELECT coalesce(sum(failures), 0)::int AS sum FROM attempt_bucket'))[0]?.sum;
      await api.sql('DELETE FROM attempt_bucket');
      const elsewhere = new PersonBrowser(api);
      const options = await elsewhere.ask<PasskeyRequestOptions>('POST', 'sign-in/passkey/options', {});
      expect(await counted()).toBe(1);
      await elsewhere.ask<SessionState>('POST', 'sign-in/passkey', { response: ada.device.get(options) });
      expect(await counted()).toBe(0);
    });

    it('completes the sign-in that the password began, with a passkey of that account', async () => {
      const [ada, eve] = [await owner(), await owner()];
      const pending = await person({ stage: 'factor' }, ada.device);
      await api.sql('UPDATE session SET account_id = $1 WHERE id = $2', [ada.accountId, pending.sessionId]);
      const ask = (): Promise<PasskeyRequestOptions> =>
        pending.browser.ask<PasskeyRequestOptions>('POST', 'sign-in/passkey/options', {});

      const options = await ask();
      expect(options.allowCredentials).toHaveLength(1);
      const foreign = { response: eve.device.get({ ...options, allowCredentials: [] }) };
      expect(await pending.browser.refusal('POST', 'sign-in/passkey', foreign)).toBe('401 invalid_credentials');
      const answer = { response: ada.device.get(await ask()) };
      expect(await pending.browser.ask<SessionState>('POST', 'sign-in/passkey', answer)).toMatchObject({
        stage: 'full',
        account: { id: String(ada.accountId) },
      });
    });

    it('confirms who it is, with a passkey of the account', async () => {
      const [ada, eve] = [await owner({ steppedUp: true }), await owner()];
      const ask = (): Promise<PasskeyRequestOptions> =>
        ada.browser.ask<PasskeyRequestOptions>('POST', 'session/step-up/passkey/options');
      const foreign = eve.device.get({ ...(await ask()), allowCredentials: [] });
      expect(await ada.browser.refusal('POST', 'session/step-up/passkey', { response: foreign })).toBe(
        '401 invalid_credentials',
      );
      const own = ada.device.get(await ask());
      await ada.browser.ask<SessionState>('POST', 'session/step-up/passkey', { response: own });
    });

    it.each<[string, Deviations]>([
      ['another origin', { origin: 'https://attacker.example' }],
      ['another port', { origin: 'http://localhost:3999' }],
      ['another relying party', { rpId: 'attacker.example' }],
      ['a question that nobody asked', { challenge: Buffer.from('guessed').toString('base64url') }],
      ['another ceremony', { type: 'webauthn.create' }],
      ['a device that did not check the person', { userVerified: false }],
      ['a device at which nobody was', { userPresent: false }],
      ['a page in a frame of another site', { isEmbedded: true }],
      ['a counter that stands still', { counter: 1 }],
      ['a counter that went back', { counter: 0 }],
      ['no account', { userHandle: null }],
      ['another account', { userHandle: Buffer.alloc(32).toString('base64url') }],
      ['a flipped signature', { tamper: (signature) => flip(signature, signature.length - 1) }],
      ['no signature to speak of', { tamper: () => Buffer.alloc(1) }],
    ])('refuses %s', async (_, deviations) => {
      const ada = await owner();
      expect(await authenticate(ada, deviations, null)).toBeUndefined();
      const elsewhere = new PersonBrowser(api);
      const options = await elsewhere.ask<PasskeyRequestOptions>('POST', 'sign-in/passkey/options', {});
      const response = ada.device.get(options, deviations);
      expect(await elsewhere.refusal('POST', 'sign-in/passkey', { response })).toBe('401 invalid_credentials');
      // And nothing of it stands in the way of an answer that is right.
      expect(await authenticate(ada, {}, null)).toBe(ada.accountId);
    });

    it('refuses an answer of which any byte was changed', async () => {
      const ada = await owner();
      const members = ['authenticatorData', 'signature', 'clientDataJSON'] as const;
      for (const member of members) {
        const { length } = Buffer.from(
          ada.device.get(await ceremony.requestOptions(null, null)).response[member],
          'base64url',
        );
        for (let place = 0; place < length; place += 3) {
          const answer = ada.device.get(await ceremony.requestOptions(null, null));
          const changed = flip(Buffer.from(answer.response[member], 'base64url'), place).toString('base64url');
          const response = { ...answer, response: { ...answer.response, [member]: changed } };
          const verified = ceremony.verify(response, null).catch((error: { status?: number }) => error.status);
          expect([null, 400]).toContain(await verified);
        }
      }
      expect(await authenticate(ada)).toBe(ada.accountId);
    });

    it.each([true, false])(
      'takes an answer once of 20 times at once (a device that counts: %s)',
      async (isCounting) => {
        const ada = await owner({}, new SoftwareAuthenticator(undefined, isCounting));
        const answer = ada.device.get(await ceremony.requestOptions(null, null));
        const results = await Promise.all(Array.from({ length: 20 }, () => ceremony.verify(answer, null)));
        expect(results.filter((result) => result !== null)).toHaveLength(1);
        expect(await ceremony.verify(answer, null)).toBeNull();
      },
    );

    it('takes one of two answers that counted alike', async () => {
      const ada = await owner();
      const answers = [];
      for (let copy = 0; copy < 2; copy += 1) {
        answers.push(ada.device.get(await ceremony.requestOptions(null, null), { counter: 7 }));
      }
      const results = await Promise.all(answers.map((answer) => ceremony.verify(answer, null)));
      expect(results.filter((result) => result !== null)).toHaveLength(1);
    });

    it('works again and again with a device that does not count', async () => {
      const ada = await owner({}, new SoftwareAuthenticator(undefined, false));
      expect([await authenticate(ada), await authenticate(ada)]).toEqual([ada.accountId, ada.accountId]);
    });

    it("refuses the answer to another session's question, and leaves the question to that session", async () => {
      const [ada, eve] = [await owner(), await person()];
      const answer = ada.device.get(await ceremony.requestOptions(ada.accountId, ada.sessionId));
      expect(await ceremony.verify(answer, eve.sessionId)).toBeNull();
      expect(await ceremony.verify(answer, null)).toBeNull();
      expect(await ceremony.verify(answer, ada.sessionId)).toEqual({ accountId: ada.accountId });
    });

    it.each(['with', 'without'])('refuses a passkey of another account than was asked, %s its name', async (how) => {
      const [ada, eve] = [await owner(), await owner()];
      const options = await ceremony.requestOptions(ada.accountId, ada.sessionId);
      const foreign = eve.device.get({ ...options, allowCredentials: [] }, how === 'with' ? {} : { userHandle: null });
      expect(await ceremony.verify(foreign, ada.sessionId)).toBeNull();
    });

    it('refuses an answer that comes late', async () => {
      const ada = await owner();
      const answer = ada.device.get(await ceremony.requestOptions(ada.accountId, ada.sessionId));
      await api.sql('UPDATE challenge SET expires_at = now() WHERE session_id = $1', [ada.sessionId]);
      expect(await ceremony.verify(answer, ada.sessionId)).toBeNull();
    });

    it('refuses the answer to a question for making a passkey', async () => {
      const ada = await owner();
      const { challenge } = await creationOptions(ada);
      const options = await ceremony.requestOptions(ada.accountId, ada.sessionId);
      expect(await ceremony.verify(ada.device.get({ ...options, challenge }), ada.sessionId)).toBeNull();
    });

    it('refuses a passkey that was removed, and one of an account that is disabled', async () => {
      const [ada, eve] = [await owner(), await owner()];
      const [passkey] = await list(ada);
      await ada.browser.ask('DELETE', `account/factors/passkeys/${passkey?.id}`);
      expect(await authenticate(ada, {}, null)).toBeUndefined();
      await api.sql('UPDATE account SET disabled_at = now() WHERE id = $1', [eve.accountId]);
      expect(await authenticate(eve, {}, null)).toBeUndefined();
    });

    it('logs why, and tells nobody', async () => {
      const ada = await owner();
      await authenticate(ada, { userVerified: false });
      expect(api.log.some((line) => line.includes('a passkey was refused') && line.includes('verif'))).toBe(true);
    });

    it('lets no question lie about for ever, and none be read from the table', async () => {
      const { challenge } = await ceremony.requestOptions(null, null);
      const rows = await api.sql<{ row: string; life: number }>(
        `SELECT challenge::text AS row, extract(epoch FROM expires_at - now())::int AS life FROM challenge`,
      );
      for (const { row, life } of rows) {
        expect(row).not.toContain(challenge);
        expect(row).not.toContain(Buffer.from(challenge, 'base64url').toString('hex'));
        expect(life).toBeLessThanOrEqual(300);
      }
    });
  });

  describe('removing one', () => {
    it('is not possible for the last factor of somebody whose role needs one', async () => {
      const admin = await owner({ grants: [{ role: 'admin' }] });
      const [passkey] = await list(admin);
      expect(await admin.browser.refusal('DELETE', `account/factors/passkeys/${passkey?.id}`)).toBe('409 last_factor');
      await add(admin, 'Key');
      await admin.browser.ask('DELETE', `account/factors/passkeys/${passkey?.id}`);
      expect(await list(admin)).toEqual([expect.objectContaining({ name: 'Key' })]);
    });

    it("does not reach another's", async () => {
      const [ada, eve] = [await owner(), await owner()];
      const [passkey] = await list(ada);
      expect(await eve.browser.refusal('DELETE', `account/factors/passkeys/${passkey?.id}`)).toBe(
        '404 factor_not_found',
      );
      expect(await countOf(ada)).toBe(1);
    });
  });

  describe('at an address that is no name', () => {
    it('sends whoever has opened the console at an address of this machine to localhost', async () => {
      const { cookie } = await person();
      const atAddress = new PersonBrowser(api, cookie, 'http://127.0.0.1:3000');
      const { body } = await atAddress.send('POST', 'account/factors/passkeys/options');
      expect(body).toMatchObject({
        status: 409,
        code: 'passkeys_unavailable',
        detail: expect.stringContaining('http://localhost:3000'),
      });
    });

    it('says what to do where PUBLIC_URL is an address', async () => {
      const atAddress = await startApi({ PUBLIC_URL: 'https://10.0.0.5' });
      try {
        const browser = new PersonBrowser(atAddress, '', 'https://10.0.0.5');
        const { body } = await browser.send('POST', 'sign-in/passkey/options', {});
        expect(body).toMatchObject({
          status: 409,
          code: 'passkeys_unavailable',
          detail: expect.stringContaining('PUBLIC_URL'),
        });
      } finally {
        await atAddress.stop();
      }
    });
  });
});

function flip(bytes: Buffer, place: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[place] = (changed[place] ?? 0) ^ 1;
  return changed;
}
