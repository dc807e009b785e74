import { gzipSync } from 'node:zlib';
import type { Verdict } from '../../src/core/gate/verdict.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { FindingPage } from '../../src/modules/findings/dto/finding-page.dto.js';
import { CurrentFindings } from '../../src/modules/scans/current-findings.js';
import { fixture, startApi, type TestApi } from './api.js';

/**
 * What an earlier version took in, and this one reads otherwise. A verdict must not rest on what that version did not look at;
 * and nobody must lose a finding because a report can no longer be read.
 */
describe('Scans of an earlier version', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
  });

  // What an earlier version stored is made of what this one has judged.
  afterAll(() => api.stop({ isRewritten: true }));

  const artifactOf = (id: string): Promise<Artifact> => api.read(`/api/v1/artifacts/${id}`);
  const findingsOf = (id: string): Promise<FindingPage> => api.read(`/api/v1/artifacts/${id}/findings?limit=200`);
  const verdictOf = (image: string, digest: string): Promise<Verdict> =>
    api.read(`/api/v1/gate?image=${image}&digest=${digest}&environment=prod`);

  /** As the migration leaves what the first version wrote: nothing is known of platform and failures, and no verdict stands. */
  async function makeOld(artifactId: string): Promise<void> {
    await api.sql(
      `UPDATE scan SET reader = 1, platform = 'unrecorded', failures = '[]', attempted = '{}', covers = '{match}'
       WHERE artifact_id = $1`,
      [artifactId],
    );
    await api.sql('UPDATE artifact_verdict SET holds_until = now() WHERE artifact_id = $1', [artifactId]);
  }

  it('are read again before the gate answers', async () => {
    const { artifactId, image, digest } = await api.take(fixture('known-answers/56-trivy-multiarch-amd64.json'));
    const [findings, { verdictId }] = [await findingsOf(artifactId), await verdictOf(image, digest)];
    await makeOld(artifactId);
    expect(await verdictOf(image, digest)).toMatchObject({
      verdictId,
      inputs: { scans: [{ platform: 'linux/amd64' }] },
    });
    expect((await artifactOf(artifactId)).scans).toMatchObject([{ platform: 'linux/amd64', isCurrent: true }]);
    expect(await findingsOf(artifactId)).toEqual(findings);
  });

  it('of a run that failed are no evidence any longer', async () => {
    const bytes = fixture('known-answers/115-sarif-execution-failed-grype.json');
    const { artifactId, image, digest } = await api.take(bytes, '?image=acme/failed');
    await makeOld(artifactId);
    const verdict = await verdictOf(image, digest);
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.reasons.map(({ message }) => message).join('\n')).toContain('failed to load vulnerability db');
  });

  it('are read again when the next report of the artifact comes', async () => {
    const { artifactId, digest } = await api.take(
      fixture('known-answers/56-trivy-multiarch-amd64.json'),
      '?image=acme/two',
    );
    await makeOld(artifactId);
    const { verdicts } = await api.take(
      fixture('known-answers/57-trivy-multiarch-arm64.json'),
      `?image=acme/two&digest=${digest}`,
    );
    expect(verdicts).toContainEqual({ environment: 'prod', outcome: 'fail' });
    const { scans } = await artifactOf(artifactId);
    expect(scans.map(({ platform, isCurrent }) => [platform, isCurrent])).toEqual([
      ['linux/arm64', true],
      ['linux/amd64', true],
    ]);
  });

  it.each([
    ['are missing', 'DELETE FROM artifact_state WHERE artifact_id = $1'],
    ['are of another layout', 'UPDATE artifact_state SET layouts[2] = 0 WHERE artifact_id = $1'],
    [
      'have a wrong bit',
      'UPDATE artifact_state SET columns = set_byte(columns, 40, get_byte(columns, 40) # 1) WHERE artifact_id = $1',
    ],
    ['are cut off', 'UPDATE artifact_state SET texts = substr(texts, 1, length(texts) - 8) WHERE artifact_id = $1'],
    ['have no texts', `UPDATE artifact_state SET texts = '' WHERE artifact_id = $1`],
  ])('whose findings %s have them made anew before a list answers', async (how, damage) => {
    const { artifactId } = await api.take(
      fixture('known-answers/56-trivy-multiarch-amd64.json'),
      `?image=acme/${how.replaceAll(' ', '-')}`,
    );
    const [findings, components] = [
      await findingsOf(artifactId),
      await api.read(`/api/v1/artifacts/${artifactId}/components`),
    ];
    const id = findings.items[0]?.id;
    const detail = await api.read(`/api/v1/artifacts/${artifactId}/findings/${id}`);
    for (const read of [
      async () => expect(await findingsOf(artifactId)).toEqual(findings),
      async () => expect(await api.read(`/api/v1/artifacts/${artifactId}/findings/${id}`)).toEqual(detail),
      async () => expect(await api.read(`/api/v1/artifacts/${artifactId}/components`)).toEqual(components),
    ]) {
      await api.sql(damage, [artifactId]);
      await read();
    }
    await findingsOf(artifactId);
    const kept = await api.sql('SELECT finding_count FROM artifact_state WHERE artifact_id = $1', [artifactId]);
    expect(kept).toEqual([{ finding_count: findings.total }]);
  });

  it('whose findings are missing have them made in the background, too', async () => {
    const { artifactId } = await api.take(
      fixture('known-answers/56-trivy-multiarch-amd64.json'),
      '?image=acme/background',
    );
    await api.sql('UPDATE artifact_state SET layouts[1] = 0 WHERE artifact_id = $1', [artifactId]);
    await api.app.get(CurrentFindings, { strict: false }).makeMissing(() => Promise.resolve());
    const left = await api.sql('SELECT FROM artifact_state WHERE layouts[1] = 0');
    expect(left).toEqual([]);
  });

  it.each([
    ['that this version refuses', gzipSync('{"neither": "one nor the other"}')],
    ['whose archive is damaged', Buffer.from('no gzip at all')],
    ['whose archive is cut off', gzipSync(fixture('known-answers/56-trivy-multiarch-amd64.json')).subarray(0, 200)],
  ])('%s cover nothing, say so, and keep their findings', async (which, bytes) => {
    const { artifactId, image, digest, scanId } = await api.take(
      fixture('known-answers/56-trivy-multiarch-amd64.json'),
      `?image=acme/${which.replaceAll(' ', '-')}`,
    );
    const { items } = await findingsOf(artifactId);
    await api.sql(
      `WITH own AS (
         INSERT INTO report (sha256, size_bytes, encoding) VALUES (md5($2::bytea) || md5($2::bytea), 1, 'gzip') RETURNING id
       ), bytes AS (
         INSERT INTO report_chunk (report_id, position, bytes) SELECT id, 0, $2 FROM own
       )
       UPDATE scan SET report_id = (SELECT id FROM own) WHERE id = $1`,
      [scanId, bytes],
    );
    await makeOld(artifactId);
    const verdict = await verdictOf(image, digest);
    expect(verdict.outcome).toBe('fail');
    expect(verdict.reasons).toContainEqual(
      expect.objectContaining({ outcome: 'unknown', message: expect.stringContaining('does not read the report') }),
    );
    expect((await findingsOf(artifactId)).items).toEqual(items);
  });
});
