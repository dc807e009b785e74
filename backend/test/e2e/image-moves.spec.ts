import type { Verdict } from '../../src/core/gate/verdict.js';
import type { Artifact } from '../../src/modules/artifacts/dto/artifact-detail.dto.js';
import type { DeploymentPage } from '../../src/modules/deployments/dto/deployment.dto.js';
import type { MovedImage } from '../../src/modules/project-administration/dto/image-move.dto.js';
import type { Role } from '../../src/modules/access/permissions.js';
import type { WaiverResult } from '../../src/modules/waivers/dto/waiver.dto.js';
import { anOpenVex } from '../factories/open-vex.js';
import { type Caller, problemOf, startApi, type TestApi } from './api.js';
import { expectContract } from './contract.js';
import { eventsOf } from './events.js';
import { insertPerson, insertProject, type TestPerson } from './principals.js';

/**
 * An image moves to another project. Nobody must be able to: move one without the right to on both sides; have a fail become a pass by a
 * move, be it by what people accepted for the other project's images, by a time of grace that begins again, or by leaving a recall behind; lose
 * what the image has.
 */
const CVE = 'CVE-2021-44906';
const COMPONENT = 'pkg:npm/minimist@0.0.8';
const DIGEST = `sha256:${'d'.repeat(64)}`;
const POLICY = `version: 1
environments:
  prod: {vulnerabilities: {critical: 0}, evidence: {require: [vulnerabilities], vexFrom: ['author:Acme *'], mismatch: accept}}
`;

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** A critical vulnerability, which has a fix. */
const bom = (tool = 'acme-scan') =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    metadata: { timestamp: inDays(-0.01), tools: [{ vendor: 'acme', name: tool, version: '1.0.0' }] },
    components: [{ 'bom-ref': 'c', type: 'library', name: 'minimist', version: '0.0.8', purl: COMPONENT }],
    vulnerabilities: [
      {
        id: CVE,
        ratings: [{ severity: 'critical' }],
        affects: [{ ref: 'c' }],
        recommendation: 'Upgrade minimist to version 1.2.6',
      },
    ],
  });

describe('moving an image', () => {
  let api: TestApi;
  let guardian: TestPerson;
  const projects: Record<string, number> = {};

  beforeAll(async () => {
    api = await startApi();
    guardian = await insertPerson(api.sql, { grants: [{ role: 'security' }] });
    const { version } = await api.read<{ version: string }>('/api/v1/policy');
    await done(api.call('PUT', '/api/v1/policy', { as: guardian, body: { source: POLICY, replaces: version } }));
    for (const slug of ['left', 'right', 'elsewhere']) projects[slug] = await insertProject(api.sql, slug);
  });

  afterAll(() => api.stop());

  async function done<Answer>(answer: Promise<Response>): Promise<Answer> {
    const response = await answer;
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  const codeOf = async (answer: Promise<Response>): Promise<[number, string]> => {
    const { status, code } = await problemOf(await answer);
    return [status, code];
  };

  const take = (image: string, project = 'left', tool?: string) =>
    api.take(bom(tool), `?project=${project}&image=${image}&digest=${DIGEST}&tag=1`);

  const gate = (project: string, image: string): Promise<Response> =>
    api.get(`/api/v1/gate?project=${project}&image=${image}&tag=1&environment=prod`);

  const outcome = async (project: string, image: string): Promise<string> =>
    (await done<Verdict>(gate(project, image))).outcome;

  async function imageId(image: string, project = 'left'): Promise<number> {
    const [row] = await api.sql<{ id: number }>(
      'SELECT image.id FROM image JOIN project ON project.id = project_id WHERE repository = $1 AND slug = $2',
      [image, project],
    );
    return row?.id ?? 0;
  }

  const ask = (id: number, project = 'right', as: Caller = guardian): Promise<Response> =>
    api.call('POST', `/api/v1/images/${id}/move`, { as, body: { project } });

  const move = async (image: string, project?: string): Promise<MovedImage> => done(ask(await imageId(image), project));

  const waive = (project: string | null, more: object = {}): Promise<WaiverResult> =>
    done(
      api.call('POST', '/api/v1/waivers', {
        as: guardian,
        body: {
          project,
          scope: { advisory: CVE, ...more },
          status: 'accepted',
          justification: 'a spec',
          expiresAt: inDays(5),
        },
      }),
    );

  const revoke = ({ waiver: { id } }: WaiverResult): Promise<unknown> =>
    done(api.call('POST', `/api/v1/waivers/${id}/revoke`, { as: guardian, body: { reason: 'a spec' } }));

  it('takes all that it has along, and says so', async () => {
    const { artifactId } = await take('acme/api');
    const deployment = { project: 'left', image: 'acme/api', digest: DIGEST, environment: 'prod' };
    await done(api.call('POST', '/api/v1/deployments', { as: guardian, body: deployment }));
    const moved = await move('acme/api');
    expectContract('imageMovesMove', 200, moved);
    expect(moved).toMatchObject({ repository: 'acme/api', movedFrom: 'left', project: 'right', pendingCount: 0 });
    expect(await api.read<Artifact>(`/api/v1/artifacts/${artifactId}`)).toMatchObject({ project: 'right' });
    expect((await api.read<DeploymentPage>('/api/v1/deployments?project=right')).items).toMatchObject([
      { image: 'acme/api', project: 'right' },
    ]);
    expect((await gate('left', 'acme/api')).status).toBe(404);
    expect(await outcome('right', 'acme/api')).toBe('fail');
    expect((await eventsOf(api, 'acme/api'))[0]).toMatchObject({
      action: 'image.moved',
      actor: { name: guardian.email },
      before: { project: 'left' },
      after: { project: 'right', artifacts: 1 },
    });
    // It is there already.
    expect(await done(ask(Number(moved.id)))).toMatchObject({ movedFrom: 'right', changed: [] });
    expect(await eventsOf(api, 'acme/api')).toHaveLength(1);
  });

  it('brings it under no waiver that was for the other images there', async () => {
    const forAll = await waive('right');
    const ofOld = await waive('left', { image: 'acme/waived' });
    await take('acme/waived');
    expect(await outcome('left', 'acme/waived')).toBe('pass');
    await take('acme/neighbour', 'right');
    expect(await outcome('right', 'acme/neighbour')).toBe('pass');

    expect((await move('acme/waived')).changed).toMatchObject([
      { image: 'acme/waived', outcomes: [{ environment: 'prod', before: 'pass', after: 'fail' }] },
    ]);
    expect(await outcome('right', 'acme/waived')).toBe('fail');
    // Neither with the next report, nor for a build that is new.
    await take('acme/waived', 'right', 'other-scan');
    expect(await outcome('right', 'acme/waived')).toBe('fail');
    // What is asked for now is asked for with the image in sight.
    await revoke(forAll);
    const anew = await waive('right');
    expect(await outcome('right', 'acme/waived')).toBe('pass');
    await revoke(anew);
    await revoke(ofOld);
    expect(await outcome('right', 'acme/waived')).toBe('fail');
  });

  it('brings it under a waiver that names this very image', async () => {
    const named = await waive('right', { image: 'acme/named' });
    await take('acme/named');
    expect(await outcome('left', 'acme/named')).toBe('fail');
    expect((await move('acme/named')).changed).toMatchObject([{ outcomes: [{ before: 'fail', after: 'pass' }] }]);
    expect((await eventsOf(api, `acme/named@${DIGEST}`))[0]).toMatchObject({
      action: 'verdict.improved',
      actor: { name: guardian.email },
    });
    await revoke(named);
  });

  it('brings it under no VEX document that was for the other images there', async () => {
    const document = anOpenVex(
      { vulnerability: { name: CVE }, products: [{ '@id': COMPONENT }] },
      { author: 'Acme Security', timestamp: '2026-01-01T00:00:00Z' },
    );
    const send = (query: string) => done(api.call('POST', `/api/v1/vex${query}`, { as: guardian, body: document }));
    await send('?project=right');
    await take('acme/other-neighbour', 'right');
    expect(await outcome('right', 'acme/other-neighbour')).toBe('pass');
    await take('acme/vexed');
    await move('acme/vexed');
    expect(await outcome('right', 'acme/vexed')).toBe('fail');
    await send('?project=right&image=acme/vexed');
    expect(await outcome('right', 'acme/vexed')).toBe('pass');
    // It leaves that one behind as well, and each verdict is given again as it was.
    await done(ask(await imageId('acme/vexed', 'right'), 'elsewhere'));
    expect(await outcome('elsewhere', 'acme/vexed')).toBe('fail');
  });

  it('has no time of grace begin again', async () => {
    await take('acme/grace');
    const waiver = await waive(null, { image: 'acme/grace' });
    const known = inDays(-20);
    const insert = (project: string, component: string) =>
      api.sql(
        `INSERT INTO waiver_fix (waiver_id, project_id, environment, finding, advisory, component, fixed_since)
         VALUES ($1, $2, 'prod', md5($3), $4, $3, $5)`,
        [waiver.waiver.id, projects[project], component, CVE, known],
      );
    await insert('left', COMPONENT);
    await insert('left', 'pkg:npm/of-another-image@1.0.0');
    await move('acme/grace');
    const rows = await api.sql<{ component: string; since: Date }>(
      'SELECT component, fixed_since AS since FROM waiver_fix WHERE project_id = $1 AND waiver_id = $2',
      [projects['right'], waiver.waiver.id],
    );
    expect(rows).toEqual([{ component: COMPONENT, since: new Date(known) }]);
    await revoke(waiver);
  });

  it('leaves no recall behind, and meets none', async () => {
    const recall = (project: string | null, tool: string): Promise<{ recall: { id: string } }> =>
      done(
        api.call('POST', '/api/v1/evidence/recalls', {
          as: guardian,
          body: { ...(project === null ? {} : { project }), tool, reason: 'a spec' },
        }),
      );
    for (const project of ['left', 'right']) {
      const image = `acme/recalled-${project}`;
      await take(image, 'left', `scan-${project}`);
      await recall(project, `scan-${project}`);
      expect(await codeOf(ask(await imageId(image)))).toEqual([409, 'image_recalled']);
      await recall(null, `scan-${project}`);
      await move(image);
      expect(await outcome('right', image)).toBe('unknown');
    }
  });

  describe('is refused', () => {
    const person = (role: Role, slugs: readonly string[], steppedUp = true): Promise<TestPerson> =>
      insertPerson(api.sql, {
        grants: slugs.map((slug) => ({ role, projectId: projects[slug] ?? 0 })),
        steppedUp,
      });

    beforeAll(async () => {
      await take('acme/kept');
    });

    it.each([
      ['who have the right on the old side alone', 'security', ['left'], [404, 'project_not_found']],
      ['who have the right on the new side alone', 'security', ['right'], [404, 'image_not_found']],
      ['who have the right on neither', 'security', ['elsewhere'], [404, 'project_not_found']],
      ['who are developers of both', 'developer', ['left', 'right'], [403, 'forbidden']],
    ] as const)('to those %s', async (_, role, slugs, refusal) => {
      expect(await codeOf(ask(await imageId('acme/kept'), 'right', await person(role, slugs)))).toEqual(refusal);
      expect(await imageId('acme/kept')).toBeGreaterThan(0);
    });

    it('before a step-up, and to tokens', async () => {
      const id = await imageId('acme/kept');
      expect(await codeOf(ask(id, 'right', await person('security', ['left', 'right'], false)))).toEqual([
        403,
        'step_up_required',
      ]);
      expect((await ask(id, 'right', { token: api.token })).status).toBe(403);
      expect(await imageId('acme/kept')).toBe(id);
    });

    it('where the other project has an image of that name', async () => {
      await take('acme/twice');
      await take('acme/twice', 'right');
      expect(await codeOf(ask(await imageId('acme/twice')))).toEqual([409, 'image_exists_there']);
    });

    it.each(['left', 'right'])('where %s is archived', async (slug) => {
      const admin = await insertPerson(api.sql, { grants: [{ role: 'admin' }] });
      const change = (verb: string) =>
        done(api.call('POST', `/api/v1/projects/${slug}/${verb}`, { as: admin, body: {} }));
      await change('archive');
      expect(await codeOf(ask(await imageId('acme/kept')))).toEqual([409, 'project_archived']);
      expect(await imageId('acme/kept')).toBeGreaterThan(0);
      await change('unarchive');
    });
  });

  it('can be done by those who have the right on both sides', async () => {
    await take('acme/handed-over');
    const as = await insertPerson(api.sql, {
      grants: ['left', 'right'].map((slug) => ({ role: 'security' as const, projectId: projects[slug] ?? 0 })),
    });
    await done(ask(await imageId('acme/handed-over'), 'right', as));
    expect((await gate('right', 'acme/handed-over')).status).toBe(200);
  });
});
