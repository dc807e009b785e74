import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { countRows, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';

const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

const report = (facts: object): string =>
  JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: 'ghcr.io/acme/api:1',
    ArtifactType: 'container_image',
    Metadata: { RepoDigests: [`ghcr.io/acme/api@${digestOf('a')}`] },
    Results: [],
    ...facts,
  });

const policyOf = (prod: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'plimsoll-policy-')), 'policy.yml');
  writeFileSync(
    file,
    `version: 1\nenvironments:\n  dev:\n    evidence: {require: [vulnerabilities]}\n  prod:\n    evidence: {${prod}}\n`,
  );
  return file;
};

const WAYS: readonly [string, string, string][] = [
  ['another digest', `?image=ghcr.io/acme/api&digest=${digestOf('b')}&covers=match`, report({})],
  [
    'another image',
    `?image=ghcr.io/acme/web&digest=${digestOf('c')}&covers=match`,
    report({ Metadata: {}, ArtifactName: 'ghcr.io/acme/api:1' }),
  ],
  [
    'a time to come',
    `?image=ghcr.io/acme/api&digest=${digestOf('a')}&covers=match`,
    report({ CreatedAt: '2099-01-01T00:00:00Z' }),
  ],
];

/** Evidence of something else, or that stays fresh by its own word, must not pass for evidence of this. */
describe('A report that does not fit what it is filed for', () => {
  describe('where no environment accepts it', () => {
    let api: TestApi;

    beforeAll(async () => {
      api = await startApi({ PLIMSOLL_POLICY_FILE: policyOf('require: [vulnerabilities]') });
    });

    afterAll(() => api.stop());

    it.each(WAYS)('is refused with %s, and leaves nothing', async (_, query, body) => {
      const before = await countRows(api);
      const response = await api.send(body, query);
      expectContract('reportsReceive', 422, await response.clone().json());
      const { status, code, issues } = await problemOf(response);
      expect([status, code]).toEqual([422, 'evidence_mismatch']);
      expect(issues).toHaveLength(1);
      expect(await countRows(api)).toEqual(before);
    });

    it('is taken in where it fits', async () => {
      expect((await api.send(report({}))).status).toBe(201);
    });
  });

  describe('where one environment accepts it', () => {
    let api: TestApi;

    beforeAll(async () => {
      api = await startApi({ PLIMSOLL_POLICY_FILE: policyOf('mismatch: accept, require: [vulnerabilities]') });
    });

    afterAll(() => api.stop());

    it.each(WAYS)('is kept with %s, and does not pass in the others', async (_, query, body) => {
      expect((await api.send(body, query)).status).toBe(201);
      const gate = (environment: string): Promise<Verdict> =>
        api.read(`/api/v1/gate${query.replace('&covers=match', '')}&environment=${environment}`);
      const [dev, prod] = [await gate('dev'), await gate('prod')];
      expect([dev.outcome, prod.outcome]).toEqual(['unknown', 'pass']);
      expect(dev.inputs.scans[0]?.mismatches).toHaveLength(1);
    });
  });
});
