import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { Verdict } from '../../src/core/gate/verdict.js';
import { startApi, type TestApi } from './api.js';

const POLICY = `version: 1
environments:
  prod:
    vulnerabilities: {critical: 0}
    evidence: {require: [vulnerabilities], shrunk: unknown}
`;

/** A digest is immutable: a report that leaves out what is known to be inside must not make it clean. */
describe('evidence.shrunk', () => {
  let api: TestApi;

  beforeAll(async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'plimsoll-policy-')), 'policy.yml');
    writeFileSync(file, POLICY);
    api = await startApi({ PLIMSOLL_POLICY_FILE: file });
  });

  afterAll(() => api.stop());

  const report = (minutes: number, ...components: string[]): string =>
    JSON.stringify({
      SchemaVersion: 2,
      CreatedAt: new Date(Date.now() - minutes * 60_000).toISOString(),
      ArtifactName: 'acme/app',
      ArtifactType: 'container_image',
      Results: [
        {
          Target: 'app',
          Class: 'lang-pkgs',
          Type: 'npm',
          Packages: components.map((component) => {
            const [name, version] = component.split(' ');
            return { Name: name, Version: version, Identifier: { PURL: `pkg:npm/${name}@${version}` } };
          }),
          Vulnerabilities: [],
        },
      ],
    });

  const query = (digit: string): string => `?image=acme/app&digest=sha256:${digit.repeat(64)}`;

  const reasonOf = async (digit: string): Promise<Verdict['reasons'][number] | undefined> => {
    const verdict = await api.read<Verdict>(`/api/v1/gate${query(digit)}&environment=prod`);
    return verdict.reasons.find(({ rule }) => rule === 'evidence.shrunk');
  };

  it('holds a scan against all that earlier ones listed, in receipt and verdict', async () => {
    await api.take(report(9, 'left-pad 1.0.0', 'minimist 0.0.8'), query('a'));
    const grown = await api.take(report(7, 'left-pad 1.0.0', 'minimist 0.0.8', 'zod 4.0.0'), query('a'));
    expect(grown.lacks).toBeNull();
    const shrunk = await api.take(report(5, 'zod 4.0.0', 'new 1.0.0'), query('a'));
    expect(shrunk.lacks).toEqual({ count: 2, names: ['left-pad 1.0.0', 'minimist 0.0.8'] });
    expect(shrunk.verdicts).toEqual([{ environment: 'prod', outcome: 'unknown' }]);
    expect(await reasonOf('a')).toMatchObject({
      outcome: 'unknown',
      message: expect.stringContaining('left-pad 1.0.0'),
    });
    const { scans } = await api.read<Artifact>(`/api/v1/artifacts/${shrunk.artifactId}`);
    expect(scans.map(({ lacks }) => lacks?.count ?? null)).toEqual([2, null, null]);
    await api.sql(`UPDATE artifact_verdict SET holds_until = 'epoch'`);
    expect(await reasonOf('a')).toMatchObject({ outcome: 'unknown' });
    const empty = await api.take(report(3), query('a'));
    expect(empty.lacks?.count).toBe(4);
    const whole = await api.take(report(1, 'left-pad 1.0.0', 'minimist 0.0.8', 'zod 4.0.0', 'new 1.0.0'), query('a'));
    expect(whole).toMatchObject({ lacks: null, verdicts: [{ outcome: 'pass' }] });
  });

  it('asks nothing of what another tool or platform listed, or a scan that was recalled', async () => {
    const first = await api.take(report(9, 'left-pad 1.0.0'), query('b'));
    const [{ id }] = (await api.sql(
      `INSERT INTO evidence_recall (tool, versions, reason, recalled_at, recalled_by_kind, recalled_by)
       VALUES ('trivy', '<0.0.1', 'a spec', now(), 'system', 'a spec') RETURNING id`,
    )) as [{ id: number }];
    await api.sql('INSERT INTO recalled_scan (recall_id, scan_id) VALUES ($1, $2)', [id, first.scanId]);
    expect((await api.take(report(1, 'zod 4.0.0'), query('b'))).lacks).toBeNull();
  });
});
