import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aClaim, aScanRecord, aWaiver, factsFrom } from '../../../test/factories/scan-record.js';
import { evaluate } from '../../core/gate/evaluate.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import { verdictPredicate } from '../../core/trust/verdict-predicate.js';
import { ExitCode } from '../exit-code.js';
import { promote } from './promote.js';
import { MemoryRegistry } from '../../../test/factories/memory-registry.js';
import { type Check, outcomeOf } from '../../core/trust/shipping-check.js';
import { CYCLONEDX, PROVENANCE, SIGNATURE, SPDX, VERDICT } from '../../core/signatures/statement.js';
import type { Trust } from '../../core/trust/trust.js';
import { Registry } from '../registry/registry.js';
import { checkForShipping } from './check-for-shipping.js';
import { readTrust } from './read-trust.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const OTHER = `sha256:${'cd'.repeat(32)}`;

const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** May it run in prod? */
describe('checkForShipping', () => {
  const registry = new MemoryRegistry();
  let repository: string;
  let folder: string;
  let trust: Trust;
  let digest: string;
  let images = 0;

  beforeAll(async () => {
    repository = await registry.start();
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-check-'));
    const path = join(folder, 'own.pub');
    await writeFile(path, own.publicKey.export({ type: 'spki', format: 'pem' }));
    trust = await readTrust({ key: [path] });
  });

  afterAll(async () => {
    registry.stop();
    await rm(folder, { recursive: true });
  });

  beforeEach(() => {
    images += 1;
    digest = registry.image(`image ${images}`);
  });

  const check = (of = digest): Promise<Check[]> =>
    checkForShipping(new Registry(repository, { DOCKER_CONFIG: folder, RETRY_UNIT: '1' }), trust, {
      digest: of,
      environment: 'prod',
      maxAge: '7d',
      at: NOW,
    });

  function verdict(changes: object = {}, of = digest): unknown {
    const whole = {
      verdictId: 'v_1',
      outcome: 'pass',
      environment: 'prod',
      digest: of,
      policyVersion: 'sha256:0123456789abcdef',
      evaluatedAt: '2026-11-22T08:00:00Z',
      holdsUntil: null,
      reasons: [],
      ...changes,
    };
    return { verifier: { id: 'https://plimsoll.dev/gate' }, verdict: whole };
  }

  const decided = (changes: object = {}, key = own.privateKey) =>
    registry.attach(digest, { predicateType: VERDICT, predicate: verdict(changes), key });

  function attest(types: readonly string[], to = digest, key = own.privateKey): void {
    for (const predicateType of types) registry.attach(to, { predicateType, key });
  }

  const wrong = (checks: readonly Check[]) =>
    checks.filter(({ outcome }) => outcome !== 'pass').map(({ name, message }) => `${name}: ${message}`);

  it('passes what is signed, described and fit', async () => {
    attest([SIGNATURE, CYCLONEDX, PROVENANCE]);
    decided();
    const checks = await check();
    expect(wrong(checks)).toEqual([]);
    expect(outcomeOf(checks)).toBe('pass');
  });

  it.each([
    ['signature', [SPDX, PROVENANCE], 'Unsigned: there is no signature.'],
    ['sbom', [SIGNATURE, PROVENANCE], 'An SBOM is missing.'],
    ['provenance', [SIGNATURE, SPDX], 'Provenance is missing.'],
  ])('says that only the %s is missing', async (name, types, message) => {
    attest(types);
    decided();
    const checks = await check();
    expect(wrong(checks)).toEqual([`${name}: ${message}`]);
    expect(outcomeOf(checks)).toBe('fail');
  });

  describe('with all but a verdict', () => {
    beforeEach(() => attest([SIGNATURE, SPDX, PROVENANCE]));

    const verdictOf = async (): Promise<Check | undefined> => (await check()).find(({ name }) => name === 'verdict');

    it.each([
      [
        'of another environment',
        { environment: 'stage' },
        'fail',
        /^A verdict for prod is missing\. There is one for stage\.$/,
      ],
      ['dated in the future', { evaluatedAt: '2026-11-22T12:06:00Z' }, 'fail', / is dated in the future\.$/],
      ['of another digest', { digest: OTHER }, 'fail', /^The verdict v_1 is about another digest: sha256:cd/],
      [
        'that fails',
        { outcome: 'fail', reasons: [{ outcome: 'fail', message: 'Too much.' }] },
        'fail',
        / is fail for prod: Too much\.$/,
      ],
      ['that knows too little', { outcome: 'unknown' }, 'unknown', / is unknown for prod$/],
      [
        'that held until an hour ago',
        { holdsUntil: '2026-11-22T11:00:00Z' },
        'unknown',
        / is stale: it expired on 2026-11-22 11:00 UTC\.$/,
      ],
      [
        'that is eight days old',
        { evaluatedAt: '2026-11-14T08:00:00Z' },
        'unknown',
        / is stale: it is older than 7 days\.$/,
      ],
      ['that makes no sense', { outcome: 'certainly' }, 'fail', /^A verdict for prod is missing\.$/],
    ])('refuses one %s', async (_, changes, outcome, message) => {
      decided(changes);
      expect(await verdictOf()).toEqual({ name: 'verdict', outcome, message: expect.stringMatching(message) });
    });

    it('holds the worse of two verdicts of the same moment', async () => {
      for (const outcome of ['pass', 'fail', 'pass']) decided({ outcome });
      expect((await verdictOf())?.outcome).toBe('fail');
    });

    it('believes a clock that is a little ahead', async () => {
      decided({ evaluatedAt: '2026-11-22T12:04:00Z' });
      expect((await verdictOf())?.outcome).toBe('pass');
    });

    it.each([
      ['fail', 'pass', 'fail'],
      ['pass', 'fail', 'pass'],
      ['unknown', 'pass', 'unknown'],
    ])('holds the newest (%s) against an older one (%s): %s', async (newest, older, expected) => {
      decided({ outcome: newest, evaluatedAt: '2026-11-22T10:00:00Z' });
      decided({ outcome: older, evaluatedAt: '2026-11-22T08:00:00Z' });
      decided({ outcome: 'pass', environment: 'stage', evaluatedAt: '2026-11-22T11:00:00Z' });
      expect((await verdictOf())?.outcome).toBe(expected);
    });

    it("lets a stranger's verdict neither open nor shut the gate", async () => {
      decided({}, stranger);
      expect(await verdictOf()).toMatchObject({
        outcome: 'fail',
        message: expect.stringMatching(/is attached, but not of the key/),
      });
      decided();
      decided({ outcome: 'fail', evaluatedAt: '2026-11-22T11:00:00Z' }, stranger);
      expect((await verdictOf())?.outcome).toBe('pass');
    });

    it('refuses one that was signed for another artifact and attached to this one', async () => {
      registry.attach(digest, { predicateType: VERDICT, predicate: verdict(), about: OTHER, key: own.privateKey });
      expect((await verdictOf())?.message).toBe(
        `A verdict for prod is attached, but it names another digest: ${OTHER}.`,
      );
    });

    it('is stopped by nothing that anybody can attach', async () => {
      const type = 'application/vnd.oci.image.manifest.v1+json';
      for (const junk of [
        '{',
        '{"layers":7}',
        '[]',
        '{"layers":[{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}]}',
      ]) {
        registry.refer(digest, { mediaType: type, digest: registry.put(type, junk) });
      }
      registry.refer(digest, { mediaType: type, digest: OTHER });
      registry.remove(decided({ outcome: 'fail', evaluatedAt: '2026-11-22T11:00:00Z' }).bundle);
      decided();
      expect(wrong(await check())).toEqual([]);
    });
  });

  it('lets nothing be promoted by a verdict whose waiver has ended since, whatever it said when it was signed', async () => {
    attest([SIGNATURE, SPDX, PROVENANCE]);
    const ends = '2026-11-22T11:59:59.999Z';
    const policy = parsePolicy('version: 1\nenvironments: {prod: {vulnerabilities: {critical: 0}}}');
    const facts = { ...factsFrom([aScanRecord({ claims: [aClaim()] })]), digest };
    const given = { facts, policy, environment: 'prod', at: '2026-11-22T11:00:00Z' };
    expect(evaluate({ ...given, waivers: [] }).outcome).toBe('fail');
    const waived = evaluate({ ...given, waivers: [aWaiver({ expiresAt: ends })] });
    expect(waived).toMatchObject({ outcome: 'pass', holdsUntil: ends });
    const predicate: unknown = JSON.parse(verdictPredicate(waived, '0.1.0'));
    registry.attach(digest, { predicateType: VERDICT, predicate, key: own.privateKey });
    const told: string[] = [];
    const promoted = (at: Date) =>
      promote(
        `${repository}@${digest}`,
        'prod',
        { key: [join(folder, 'own.pub')], maxAge: '7d', allowHttp: false, dryRun: true },
        { DOCKER_CONFIG: folder, RETRY_UNIT: '1' },
        { write: (text: string) => told.push(text) > 0 } as NodeJS.WritableStream,
        at,
      );
    expect(await promoted(new Date(Date.parse(ends) - 1))).toBe(ExitCode.pass);
    expect(await promoted(NOW)).toBe(ExitCode.unknown);
    expect(told.at(-1)).toContain('is stale: it expired on 2026-11-22 11:59 UTC');
  });

  it('looks at no more than it can', async () => {
    for (let each = 0; each <= 1000; each += 1) registry.refer(digest, { digest: OTHER });
    await expect(check()).rejects.toThrow(/has 1001 attachments, and at most 1000 are looked at/);
  });

  describe('of an index', () => {
    const platform = (architecture: string) => ({ os: 'linux', architecture });
    const note = {
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    let other: string;

    beforeEach(() => {
      other = registry.image(`image ${images} for arm64`);
      attest([SIGNATURE, SPDX, PROVENANCE]);
      decided();
    });

    it('holds it to each of its platforms', async () => {
      const index = registry.index([
        { digest, platform: platform('amd64') },
        { digest: other, platform: platform('arm64') },
        { digest: OTHER, ...note },
      ]);
      attest([SIGNATURE], index);
      expect(wrong(await check(index))).toEqual([
        'signature: linux/arm64: Unsigned: there is no signature.',
        'sbom: linux/arm64: An SBOM is missing.',
        'provenance: linux/arm64: Provenance is missing.',
        'verdict: linux/arm64: A verdict for prod is missing.',
      ]);
      attest([SIGNATURE, SPDX, PROVENANCE], other);
      registry.attach(other, { predicateType: VERDICT, predicate: verdict({}, other), key: own.privateKey });
      expect(wrong(await check(index))).toEqual([]);
    });

    it.each([
      ['is said to be an attestation', { platform: platform('arm64'), annotations: note.annotations }],
      ['is for no platform in particular', { annotations: note.annotations }],
    ])('leaves out no image that could run, though it %s', async (_, entry) => {
      const index = registry.index([
        { digest, platform: platform('amd64') },
        { digest: other, ...entry },
      ]);
      attest([SIGNATURE], index);
      expect(outcomeOf(await check(index))).toBe('fail');
      expect(wrong(await check(index))).toHaveLength(4);
    });

    it.each([
      ['an index', 'application/vnd.oci.image.index.v1+json'],
      ['an image', 'application/vnd.oci.image.manifest.v1+json'],
    ])('does not take for %s what is an image for others', async (_, mediaType) => {
      const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: OTHER, size: 1 };
      const manifests = [{ digest: other, platform: platform('amd64') }];
      const both = registry.put(mediaType, { schemaVersion: 2, mediaType, manifests, layers: [layer] });
      attest([SIGNATURE, SPDX, PROVENANCE], both);
      registry.attach(both, { predicateType: VERDICT, predicate: verdict({}, both), key: own.privateKey });
      await expect(check(both)).rejects.toThrow(/is both an image and an index/);
    });

    it('takes no index for an image because it is in another one alone', async () => {
      const inner = registry.index([
        { digest, platform: platform('amd64') },
        { digest: other, platform: platform('arm64') },
      ]);
      const outer = registry.index([{ digest: inner }]);
      attest([SIGNATURE, SPDX, PROVENANCE], outer);
      registry.attach(outer, { predicateType: VERDICT, predicate: verdict({}, outer), key: own.privateKey });
      expect(wrong(await check(outer))).toEqual([
        `manifest: ${outer} is an index of nothing but another index: sign and verify that one.`,
      ]);
    });

    it('is not content with images that nobody has put together', async () => {
      const index = registry.index([
        { digest, platform: platform('amd64') },
        { digest, platform: platform('arm64') },
      ]);
      expect(wrong(await check(index))).toEqual(['signature: Unsigned: there is no signature.']);
    });

    it('takes one of a single platform, as buildx makes it, for its image', async () => {
      const index = registry.index([
        { digest, platform: platform('amd64') },
        { digest: OTHER, ...note },
      ]);
      expect((await check(index)).map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'fail', 'fail', 'fail']);
      attest([SIGNATURE, SPDX, PROVENANCE], index);
      registry.attach(index, { predicateType: VERDICT, predicate: verdict({}, index), key: own.privateKey });
      expect(wrong(await check(index))).toEqual([]);
    });
  });
});
