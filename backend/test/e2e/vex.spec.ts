import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { fingerprintOf } from '../../src/core/signatures/key-fingerprint.js';
import type { ArtifactVexReview } from '../../src/modules/gate/dto/vex-review.dto.js';
import type { VerdictFlip } from '../../src/modules/answers/dto/verdict-flip.dto.js';
import type { PolicySimulation } from '../../src/modules/simulation/dto/policy-simulation.dto.js';
import type { VexPage, VexReceipt, VexWithdrawn } from '../../src/modules/vex/dto/vex.dto.js';
import { attestedVex } from '../factories/attested-vex.js';
import { IDENTITY, ISSUER, KeylessSigner } from '../factories/keyless-signer.js';
import { anOpenVex } from '../factories/open-vex.js';
import { type Caller, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { insertPerson, insertProject, insertToken, type TestPerson } from './principals.js';

/**
 * A VEX document clears a finding only where the policy honours its sender and author: whoever may send one cannot turn a fail into a pass by what
 * they write. What it says ends with it, at once, and nobody learns of other projects by it.
 */
describe('VEX documents', () => {
  let api: TestApi;
  let guardian: TestPerson;
  let folder: string;
  const sigstore = new KeylessSigner();
  const DIGEST = `sha256:${'d'.repeat(64)}`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vex-root-'));
    const root = join(folder, 'root.json');
    await writeFile(root, await sigstore.trustedRoot());
    api = await startApi({ VEX_TRUSTED_ROOT_FILE: root });
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    await savePolicy("['author:Acme *', 'person:*@plimsoll.example', 'token:of a spec']");
  });

  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true });
  });

  /** prod honours these; stage none. */
  const policyWith = (from: string): string => `version: 1
environments:
  stage: {vulnerabilities: {critical: 0}, evidence: {require: [vulnerabilities], vex: honour}}
  prod: {extends: stage, evidence: {vexFrom: ${from}}}
`;

  async function savePolicy(from: string): Promise<void> {
    const source = policyWith(from);
    const active = await api.read<{ version: string }>('/api/v1/policy');
    const saved = await api.call('PUT', '/api/v1/policy', {
      as: guardian,
      body: { source, replaces: active.version },
    });
    if (!saved.ok) throw new Error(await saved.text());
  }

  const bom = (image: string) =>
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      metadata: {
        timestamp: new Date(Date.now() - 60_000).toISOString(),
        component: { type: 'container', name: `${image}@${DIGEST}` },
      },
      components: [
        { 'bom-ref': 'a', type: 'library', name: 'alpha', version: '1.0.0', purl: 'pkg:npm/alpha@1.0.0' },
        { 'bom-ref': 'b', type: 'library', name: 'beta', version: '2.0.0', purl: 'pkg:npm/beta@2.0.0' },
      ],
      vulnerabilities: [
        { id: 'CVE-2026-0001', ratings: [{ severity: 'critical' }], affects: [{ ref: 'a' }] },
        { id: 'CVE-2026-0002', ratings: [{ severity: 'low' }], affects: [{ ref: 'b' }] },
      ],
    });

  /** That alpha is not affected by CVE-2026-0001, unless told otherwise. */
  const vex = (statement: object = {}, document: object = {}) =>
    JSON.stringify(anOpenVex(statement, { author: 'Acme Security', timestamp: '2026-01-01T00:00:00Z', ...document }));

  function post(body: string, query: string, as: Caller = guardian, type = 'application/json'): Promise<Response> {
    const credentials =
      typeof as === 'string'
        ? {}
        : 'token' in as
          ? { Authorization: `Bearer ${as.token}` }
          : { Cookie: as.cookie, Origin: 'http://localhost:3000' };
    return fetch(`${api.url}/api/v1/vex${query}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': type, ...credentials },
    });
  }

  async function take(body: string, query: string, as?: Caller): Promise<VexReceipt> {
    const response = await post(body, query, as);
    const answer = (await response.json()) as VexReceipt;
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  }

  async function countDocuments(): Promise<number> {
    const [row] = await api.sql<{ count: number }>('SELECT count(*)::int AS count FROM vex_document');
    return row?.count ?? 0;
  }

  const gate = (image: string, environment = 'prod') =>
    api.read<Verdict>(`/api/v1/gate?image=${image}&digest=${DIGEST}&environment=${environment}`);

  const review = (artifactId: string) => api.read<ArtifactVexReview>(`/api/v1/artifacts/${artifactId}/vex`);

  it('clears what the policy honours it for, at once, says what it does, and ends when it is withdrawn', async () => {
    const image = 'acme/cleared';
    const { artifactId } = await api.take(bom(image));
    expect((await gate(image)).outcome).toBe('fail');

    const body = vex();
    const sent = await post(body, `?image=${image}`);
    expect(sent.status).toBe(201);
    const receipt = (await sent.json()) as VexReceipt;
    expectContract('vexReceive', 201, receipt);
    expect(receipt).toMatchObject({
      isNew: true,
      honouredIn: ['prod'],
      pendingCount: 0,
      changed: [{ artifactId, image, outcomes: [{ environment: 'prod', before: 'fail', after: 'pass' }] }],
      document: {
        author: 'Acme Security',
        image,
        digest: null,
        sender: { kind: 'person', name: guardian.email },
        statementCount: 1,
      },
    });
    const verdict = await gate(image);
    expect(verdict.outcome).toBe('pass');
    expect(verdict.reasons.map(({ message }) => message).join(' ')).toContain(
      `1 excluded by VEX (${receipt.document.name})`,
    );
    expect(verdict.inputs.vex).toEqual([
      {
        document: receipt.document.document,
        id: receipt.document.name,
        author: 'Acme Security',
        sender: { kind: 'person', name: guardian.email, via: 'session', trustRule: null },
      },
    ]);
    // In an environment that honours nobody's documents, nothing has changed.
    expect((await gate(image, 'stage')).outcome).toBe('fail');

    // A policy that honours none is simulated by what it would be then.
    const simulated = await api.call('POST', '/api/v1/policy/simulate', {
      as: guardian,
      body: { source: policyWith('none') },
    });
    expect(((await simulated.json()) as PolicySimulation).items).toMatchObject([
      { image, verdicts: [{ environment: 'prod', now: 'pass', proposed: 'fail' }] },
    ]);

    // The findings behind its reasons can be listed: by the same documents.
    const rule = verdict.reasons.find(({ rule: each }) => each === 'vulnerabilities.critical')?.rule ?? '';
    expect((await api.get(`/api/v1/verdicts/${verdict.verdictId}/findings?rule=${rule}`)).status).toBe(200);

    const again = await post(body, `?image=${image}`);
    expect([again.status, ((await again.json()) as VexReceipt).document.id]).toEqual([200, receipt.document.id]);

    const kept = await api.get(`/api/v1/vex/${receipt.document.id}/document`);
    expect(await kept.text()).toBe(body);

    const seen = await review(artifactId);
    expectContract('artifactVexReview', 200, seen);
    expect(seen).toMatchObject({
      documents: [{ id: receipt.document.id, image, digest: null, receivedAt: receipt.document.receivedAt }],
      statementCount: 1,
      statements: [
        {
          findingCount: 1,
          environments: [
            { environment: 'stage', clearedCount: 0, miss: { reason: 'none-honoured' } },
            { environment: 'prod', clearedCount: 1, miss: null },
          ],
        },
      ],
    });

    const withdrawn = await api.call('POST', `/api/v1/vex/${receipt.document.id}/withdraw`, {
      as: guardian,
      body: { reason: 'wrong' },
    });
    const ended = (await withdrawn.json()) as VexWithdrawn;
    expectContract('vexWithdraw', 200, ended);
    expect(ended).toMatchObject({
      document: { withdrawnBy: guardian.email, withdrawReason: 'wrong' },
      changed: [{ outcomes: [{ environment: 'prod', before: 'pass', after: 'fail' }] }],
    });
    expect((await gate(image)).outcome).toBe('fail');
    const events = await eventsOf(api, `VEX document ${receipt.document.id}`);
    expect(events.map(({ action, actor }) => [action, actor.name])).toEqual([
      ['vex.withdrawn', guardian.email],
      ['vex.received', guardian.email],
    ]);
    const page = await api.read<VexPage>('/api/v1/vex');
    expectContract('vexList', 200, page);
    expect(page.items[0]?.withdrawnAt).not.toBeNull();
  });

  it('clears nothing by what is written into it where its sender is not honoured, nor for what it is not filed for', async () => {
    const image = 'acme/claimed';
    const { artifactId } = await api.take(bom(image));
    expect(await review(artifactId)).toEqual({ documents: [], statements: [], statementCount: 0 });
    await savePolicy("['author:Acme *', 'token:vex-mirror']");
    const token = await insertToken(api.sql, { permissions: ['vex:write'] });
    expect(await take(vex(), `?image=${image}`, { token })).toMatchObject({ honouredIn: [], changed: [] });
    expect((await gate(image)).outcome).toBe('fail');
    expect((await review(artifactId)).statements[0]?.environments[1]).toMatchObject({
      miss: { reason: 'sender-not-honoured' },
    });

    await savePolicy("['author:Acme *', 'person:*@plimsoll.example']");
    await take(vex(), '?image=acme/elsewhere');
    await take(vex(), `?digest=sha256:${'e'.repeat(64)}`);
    await take(vex({}, { author: 'Mallory' }), `?image=${image}`);
    await take(vex({ products: [{ '@id': 'pkg:npm/alpha@1.0.1' }] }), `?image=${image}`);
    const { remarks } = await take(vex({}, { timestamp: '2099-01-01T00:00:00Z' }), `?image=${image}`);
    expect(remarks[0]?.message).toContain('2099-01-01');
    expect((await gate(image)).outcome).toBe('fail');
    const { statements } = await review(artifactId);
    expect(statements.map(({ environments }) => environments[1]?.miss?.reason).toSorted()).toEqual([
      'author-not-honoured',
      'future',
      'other-version',
      'sender-not-honoured',
    ]);
    // By its digest it is.
    await take(vex(), `?digest=${DIGEST}`);
    expect((await gate(image)).outcome).toBe('pass');
    // A newer word of the same author withdraws it.
    await take(vex({ status: 'affected' }, { timestamp: '2026-02-01T00:00:00Z' }), '');
    expect((await gate(image)).outcome).toBe('fail');
  });

  it('is why a verdict changed: it was filed, it was withdrawn, its author is no longer honoured', async () => {
    const image = 'acme/why';
    await api.take(bom(image));
    const causesNow = async () => {
      const { outcome, verdictId } = await gate(image);
      const { missing, causes } = await api.read<VerdictFlip>(`/api/v1/verdicts/${verdictId}/flip`);
      expect(missing).toBeNull();
      return [outcome, ...causes.map(({ input, sentence }) => `${input}: ${sentence}`)];
    };
    await gate(image);
    const { document } = await take(vex({}, { timestamp: '2026-03-01T00:00:00Z' }), `?image=${image}`);
    const finding = 'CVE-2026-0001 in alpha 1.0.0';
    expect(await causesNow()).toEqual(['pass', `vex: The VEX document ${document.name} was filed (${finding}).`]);
    await savePolicy("['author:Other *']");
    const [outcome, ...whys] = await causesNow();
    expect([outcome, whys.map((why) => why.split(':')[0])]).toEqual(['fail', ['policy']]);
    await savePolicy("['author:Acme *', 'person:*@plimsoll.example', 'token:of a spec']");
    expect((await gate(image)).outcome).toBe('pass');
    const path = `/api/v1/vex/${document.id}/withdraw`;
    expect((await api.call('POST', path, { as: guardian, body: { reason: 'wrong' } })).status).toBe(200);
    expect(await causesNow()).toEqual(['fail', `vex: The VEX document ${document.name} was withdrawn (${finding}).`]);
  });

  it('is one document, however often it is sent at once, and no verdict stands on one that was withdrawn meanwhile', async () => {
    const image = 'acme/raced';
    await api.take(bom(image));
    await savePolicy("['author:Acme *', 'person:*@plimsoll.example']");
    const body = vex({}, { author: 'Acme Races' });
    const sent = await Promise.all(Array.from({ length: 4 }, () => take(body, `?image=${image}`)));
    expect(new Set(sent.map(({ document }) => document.id)).size).toBe(1);
    expect(sent.filter(({ isNew }) => isNew)).toHaveLength(1);
    const path = `/api/v1/vex/${sent[0]?.document.id}/withdraw`;
    const withdraw = () => api.call('POST', path, { as: guardian, body: { reason: 'raced' } });
    const answers = await Promise.all([gate(image), withdraw(), gate(image), withdraw(), gate(image)]);
    expect(answers.filter((each) => each instanceof Response).map(({ status }) => status)).toEqual([200, 200]);
    expect((await gate(image)).outcome).toBe('fail');
    const [withdrawals] = await api.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM audit_event WHERE action = 'vex.withdrawn' AND body LIKE '%"reason":"raced"%'`,
    );
    expect(withdrawals?.count).toBe(1);
  });

  it('counts by the key that signed it, of the artifact that it is attested of, whoever sends it', async () => {
    const image = 'acme/signed';
    const { artifactId } = await api.take(bom(image));
    const acme = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const mallory = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = ({ publicKey }: typeof acme): string => publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const withKey = (keys: string): string => `?image=${image}&publicKey=${encodeURIComponent(keys)}`;
    await savePolicy(`['key:${fingerprintOf(acme.publicKey)}']`);
    const token = { token: await insertToken(api.sql, { permissions: ['vex:write'] }) };
    const signed = (key: typeof acme, digest = DIGEST) =>
      attestedVex(JSON.parse(vex()) as object, { key: key.privateKey, digests: [digest] });

    const documents = await countDocuments();
    const bad = [
      [signed(mallory), withKey(pem(acme))],
      [vex(), withKey(pem(acme))],
      [signed(acme), withKey('acme.pub')],
    ] as const;
    for (const [body, query] of bad) {
      const response = await post(body, query, token);
      expect([response.status, (await problemOf(response)).code]).toEqual([422, 'vex_signature']);
    }
    expect(await countDocuments()).toBe(documents);

    const body = signed(acme);
    expect(await take(body, `?image=${image}`, token)).toMatchObject({ document: { signedBy: [] }, honouredIn: [] });
    await take(signed(mallory), withKey(pem(mallory)), token);
    await take(signed(acme, `sha256:${'e'.repeat(64)}`), withKey(pem(acme)), token);
    await take(vex(), `?image=${image}`, token);
    expect((await gate(image)).outcome).toBe('fail');
    const { statements } = await review(artifactId);
    const reasons = new Set(statements.map(({ environments }) => environments[1]?.miss?.reason));
    expect([...reasons].toSorted()).toEqual(['key-not-honoured', 'other-artifact']);

    // The same bytes with their key are more than without.
    const receipt = await take(body, withKey(pem(mallory) + pem(acme)), token);
    expect(receipt).toMatchObject({
      isNew: true,
      honouredIn: ['prod'],
      changed: [{ artifactId }],
      document: { signedBy: [fingerprintOf(acme.publicKey)] },
    });
    expect((await gate(image)).outcome).toBe('pass');
    expect((await take(body, withKey(pem(acme)), token)).isNew).toBe(false);
    const path = `/api/v1/vex/${receipt.document.id}/withdraw`;
    expect((await api.call('POST', path, { as: guardian, body: { reason: 'the key is lost' } })).status).toBe(200);
    expect((await gate(image)).outcome).toBe('fail');
    await savePolicy("['author:Acme *', 'person:*@plimsoll.example']");
  });

  it('counts signed without a key by the signer that the policy names, whom the trusted root vouches for', async () => {
    const image = 'acme/keyless';
    const { artifactId } = await api.take(bom(image));
    await savePolicy(`['signer:${IDENTITY} issuer:${ISSUER}']`);
    const token = { token: await insertToken(api.sql, { permissions: ['vex:write'] }) };
    const statement = JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://openvex.dev/ns/v0.2.0',
      subject: [{ name: image, digest: { sha256: DIGEST.slice(7) } }],
      predicate: JSON.parse(vex()) as object,
    });
    const documents = await countDocuments();
    const strange = await post((await new KeylessSigner().sign(statement)).toString(), `?image=${image}`, token);
    expect([strange.status, (await problemOf(strange)).code]).toEqual([422, 'vex_signature']);
    expect(await countDocuments()).toBe(documents);

    const mallory = { identity: 'https://github.com/mallory/api/.github/workflows/ship.yml@refs/heads/main' };
    const other = await take((await sigstore.sign(statement, mallory)).toString(), `?image=${image}`, token);
    expect(other).toMatchObject({
      honouredIn: [],
      document: { signedBy: [`signer:${mallory.identity} issuer:${ISSUER}`] },
    });
    expect((await gate(image)).outcome).toBe('fail');

    const receipt = await take((await sigstore.sign(statement)).toString(), `?image=${image}`, token);
    expect(receipt).toMatchObject({
      honouredIn: ['prod'],
      changed: [{ artifactId }],
      document: { signedBy: [`signer:${IDENTITY} issuer:${ISSUER}`] },
    });
    expect((await gate(image)).outcome).toBe('pass');
    const path = `/api/v1/vex/${receipt.document.id}/withdraw`;
    expect(
      (await api.call('POST', path, { as: guardian, body: { reason: 'the workflow was taken over' } })).status,
    ).toBe(200);
    expect((await gate(image)).outcome).toBe('fail');
    await savePolicy("['author:Acme *', 'person:*@plimsoll.example']");
  });

  it.each([
    ['is not there', null],
    ['is no trusted root', '{}'],
  ])('need a trusted root that can be used: the API does not start where it %s', async (_, text) => {
    const path = join(folder, 'unusable.json');
    if (text !== null) await writeFile(path, text);
    await expect(startApi({ VEX_TRUSTED_ROOT_FILE: path })).rejects.toThrow('VEX_TRUSTED_ROOT_FILE');
  });

  it('is for those who may send it, in their own projects alone', async () => {
    const [mine, theirs] = [await insertProject(api.sql, 'vex-mine'), await insertProject(api.sql, 'vex-theirs')];
    const developer = await insertPerson(api.sql, { grants: [{ role: 'developer' }] });
    const ofMine = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: mine }] });
    const documents = await countDocuments();
    for (const [as, query] of [
      [developer, '?project=vex-mine'],
      [{ token: await insertToken(api.sql, { permissions: ['report:write'] }) }, '?project=vex-mine'],
      ['anonymous', '?project=vex-mine'],
      [ofMine, '?project=vex-theirs'],
    ] as const) {
      expect([401, 403, 404]).toContain((await post(vex(), query, as)).status);
    }
    expect(await countDocuments()).toBe(documents);
    const sent = await take(vex(), '?project=vex-mine', ofMine);
    const ofTheirs = await insertPerson(api.sql, { grants: [{ role: 'security', projectId: theirs }] });
    const asked = await api.call('GET', '/api/v1/vex', { as: ofTheirs });
    expect(((await asked.json()) as VexPage).items).toEqual([]);
    for (const [method, path, body] of [
      ['GET', `/api/v1/vex/${sent.document.id}/document`, undefined],
      ['POST', `/api/v1/vex/${sent.document.id}/withdraw`, { reason: 'mine now' }],
    ] as const) {
      expect((await api.call(method, path, { as: ofTheirs, ...(body && { body }) })).status).toBe(404);
    }
  });

  it('refuses what is crooked with a word on what, keeps nothing of it, and goes on', async () => {
    const documents = await countDocuments();
    const many = vex({}, { statements: Array.from({ length: 20_001 }, () => ({})) });
    for (const [body, code] of [
      ['{', 'vex_not_readable'],
      ['{}', 'vex_format_unknown'],
      ['{"@context":"https://openvex.dev/ns/v0.2.0","author":"Acme Security","author":"Acme Other"}', 'vex_invalid'],
      [vex({ timestamp: '2026-02-30T99:00:00Z' }), 'vex_invalid'],
      ['['.repeat(100_000), 'vex_limit'],
      [many, 'vex_limit'],
    ] as const) {
      const response = await post(body, '');
      expect([response.status, (await problemOf(response)).code]).toEqual([422, code]);
    }
    expect((await post(' '.repeat(17 * 1024 * 1024), '')).status).toBe(413);
    expect(await countDocuments()).toBe(documents);
    const xml = `<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"><vulnerabilities><vulnerability><id>CVE-2026-0002</id>
      <analysis><state>false_positive</state></analysis><affects><target><ref>pkg:npm/beta@2.0.0</ref></target></affects></vulnerability></vulnerabilities></bom>`;
    expect((await post(xml, '?image=acme/xml', guardian, 'application/vnd.cyclonedx+xml')).status).toBe(201);
  });

  it('exports what is held, validly, and an accepted risk as affected', async () => {
    const image = 'acme/exported';
    const { artifactId } = await api.take(bom(image));
    await take(
      vex(
        { vulnerability: { name: 'CVE-2026-0002' }, products: [{ '@id': 'pkg:npm/beta' }] },
        { timestamp: '2026-03-01T00:00:00Z' },
      ),
      `?image=${image}`,
    );
    const other = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    const requested = await api.call('POST', '/api/v1/waivers', {
      as: other,
      body: {
        project: 'default',
        scope: { advisory: 'CVE-2026-0001', image },
        status: 'not_affected',
        justification: 'Behind a firewall.',
        expiresAt: '2099-01-01',
      },
    });
    const { waiver } = (await requested.json()) as {
      waiver: { id: string; revision: string; name: string; state: string };
    };
    // It is in force at once where the policy needs no approval.
    await api.call('POST', `/api/v1/waivers/${waiver.id}/approve`, {
      as: guardian,
      body: { revision: waiver.revision },
    });

    const openVex = JSON.parse(
      await (await api.get(`/api/v1/artifacts/${artifactId}/vex/export?format=openvex`)).text(),
    ) as {
      statements: { status: string; action_statement?: string; vulnerability: { name: string } }[];
    };
    const schema = JSON.parse(
      readFileSync(fileURLToPath(new URL('../fixtures/vex/openvex-0.2.0.schema.json', import.meta.url)), 'utf8'),
    ) as object;
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    expect([validate(openVex), validate.errors]).toEqual([true, null]);
    expect(openVex.statements.map(({ vulnerability, status }) => [vulnerability.name, status])).toEqual([
      ['CVE-2026-0001', 'affected'],
      ['CVE-2026-0002', 'not_affected'],
    ]);
    expect(openVex.statements[0]?.action_statement).toContain(`(waiver ${waiver.name}): Behind a firewall.`);

    const cycloneDx = await (await api.get(`/api/v1/artifacts/${artifactId}/vex/export?format=cyclonedx`)).text();
    const read = JSON.parse(cycloneDx) as {
      vulnerabilities: { id: string; analysis: { state: string; justification?: string } }[];
    };
    expect(read.vulnerabilities.map(({ id, analysis }) => [id, analysis.state, analysis.justification])).toEqual([
      ['CVE-2026-0001', 'exploitable', undefined],
      ['CVE-2026-0002', 'not_affected', 'code_not_present'],
    ]);
    expect((await api.get(`/api/v1/artifacts/${artifactId}/vex/export?format=csaf`)).status).toBe(400);

    // Of the image: each artifact that a tag names, by its digest; what is cleared in one is not cleared in the other.
    const other2 = `sha256:${'c'.repeat(64)}`;
    await api.take(bom(image).replace(DIGEST, other2), '?tag=2');
    await api.take(bom(image).replace(DIGEST, `sha256:${'b'.repeat(64)}`), '?tag=moved');
    await api.take(bom(image).replace(DIGEST, other2) + ' ', '?tag=moved');
    await api.take(bom(image) + ' ', '?tag=1');
    const ofImage = async (query: string) =>
      (await api.get(`/api/v1/images/vex/export?image=${image}&format=openvex${query}`)).text();
    const products = (text: string): string[] =>
      [...new Set(text.match(/sha256%3A[0-9a-f]{64}/g))].map((each) => each[9] ?? '').toSorted();
    expect(products(await ofImage(''))).toEqual(['c', 'd']);
    expect(products(await ofImage('&tag=2'))).toEqual(['c']);
    const said = JSON.parse(await ofImage('')) as typeof openVex;
    expect([validate(said), validate.errors]).toEqual([true, null]);
    expect(said.statements.filter(({ status }) => status === 'affected')).toHaveLength(1);
    expect((await api.get(`/api/v1/images/vex/export?image=${image}&format=openvex&tag=3`)).status).toBe(404);
    const stranger = await insertPerson(api.sql, {
      grants: [{ role: 'admin', projectId: await insertProject(api.sql, 'vex-stranger') }],
    });
    for (const query of ['', '&project=default']) {
      const asked = await api.call('GET', `/api/v1/images/vex/export?image=${image}&format=openvex${query}`, {
        as: stranger,
      });
      expect(asked.status).toBe(404);
    }
    expect(
      (await api.get(`/api/v1/artifacts/${artifactId}/vex/export?format=openvex&environment=nowhere`)).status,
    ).toBe(404);
  });
});
