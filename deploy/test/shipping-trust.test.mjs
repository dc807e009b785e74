import assert from 'node:assert/strict';
import { createPublicKey, hash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outcomeOf, outputOf } from './lib/command.mjs';
import { identityToken, Sigstore } from './lib/shipping-sigstore.mjs';
import { digestOf, Yard } from './lib/shipping-yard.mjs';
import { requireTools } from './lib/tools.mjs';

const VERDICT = 'https://plimsoll.dev/verdict/v1';
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const IDENTITY = 'https://github.com/acme/api/.github/workflows/ship.yml@refs/heads/main';
const ISSUER = 'https://token.actions.githubusercontent.com';

describe('whose word counts, and about what', () => {
  /** @type {Yard} */
  let yard;
  /** @type {{ good: string, bad: string }} by digest */
  let pushed;

  before(async () => {
    await requireTools(['cosign', 'docker-registry', 'skopeo', 'trivy', 'npm']);
    yard = await Yard.open('trust');
    const bad = await yard.image('bad', { lodash: '4.17.10' });
    const good = await yard.image('good');
    await yard.scan(good);
    pushed = { good: await yard.push(good), bad: await yard.push(bad) };
    await yard.must(['sign', pushed.good, ...latest()]);
  });
  after(() => yard?.close());

  /** The last scan is the latest. */
  const latest = () => ['--report', join('reports', yard.name, 'latest')];

  /** @param {string} reference */
  const attachedTo = (reference) => yard.registry.attached(yard.name, digestOf(reference));

  /** @param {{ manifest: import('./lib/shipping-registry.mjs').Manifest }} attached */
  const isVerdict = ({ manifest }) => manifest.annotations?.[PREDICATE_TYPE] === VERDICT;

  /**
   * How cosign signs by itself with a key, and with no service.
   *
   * @param {string} key
   */
  async function signingBy(key) {
    const config = join(yard.folder, 'offline.json');
    const nothing = ['fulcio', 'oidc', 'rekor', 'tsa'].map((service) => `--no-default-${service}`);
    await outputOf('cosign', ['signing-config', 'create', ...nothing, '--out', config]);
    return ['--yes', '--allow-http-registry', '--signing-config', config, '--key', yard.privateKey(key)];
  }

  it('refuses a signature of another key', () =>
    yard.assertRefused(pushed.good, /A signature is attached, but not of the key in .*: the signature does not fit/, {
      env: { PLIMSOLL_VERIFY_KEY: yard.publicKey('other') },
    }));

  it('believes the old and the new key while they are rotated, and then the new one alone', async () => {
    const old = ['--key', yard.publicKey('own')];
    const young = ['--key', yard.publicKey('other')];
    await yard.must(['verify', pushed.good, 'prod', ...old, ...young]);
    // The key may also be handed over in the environment, as a CI system keeps it.
    const OTHER_KEY = await readFile(yard.privateKey('other'), 'utf8');
    await yard.must(['sign', pushed.good, ...latest(), '--key', 'env://OTHER_KEY'], { OTHER_KEY });
    for (const keys of [old, young, [...old, ...young]]) await yard.must(['verify', pushed.good, 'prod', ...keys]);
    const own = await attachedTo(pushed.good);
    await yard.must(['sign', pushed.good, ...latest()]);
    assert.equal((await attachedTo(pushed.good)).length, own.length, 'each key finds its own');
  });

  it('takes what cosign alone has signed and attested', async () => {
    const image = await yard.image('by-hand');
    const reference = await yard.push(image);
    const env = { ...process.env, COSIGN_PASSWORD: '' };
    const by = await signingBy('own');
    await outputOf('cosign', ['sign', ...by, reference], { env });
    const verdict = {
      verdictId: 'v_1',
      outcome: 'pass',
      environment: 'prod',
      digest: digestOf(reference),
      policyVersion: 'sha256:0123456789abcdef',
      evaluatedAt: new Date().toISOString(),
      reasons: [],
    };
    const predicates = /** @type {const} */ ([
      ['cyclonedx', { bomFormat: 'CycloneDX', specVersion: '1.6' }],
      ['slsaprovenance1', { buildDefinition: {}, runDetails: { builder: { id: 'x' } } }],
      [VERDICT, { verdict }],
    ]);
    for (const [type, predicate] of predicates) {
      const file = join(yard.folder, 'predicate.json');
      await writeFile(file, JSON.stringify(predicate));
      await outputOf('cosign', ['attest', ...by, '--type', type, '--predicate', file, reference], { env });
    }
    await yard.must(['verify', reference, 'prod']);
  });

  it('counts VEX documents that cosign has attached, by the key that the policy names, for their image alone', async () => {
    const env = { ...process.env, COSIGN_PASSWORD: '' };
    const vulnerability = 'CVE-2026-0001';
    const predicate = join(yard.folder, 'openvex.json');
    const document = {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'https://acme.example/vex/1',
      author: 'Acme',
      timestamp: new Date(Date.now() - 60_000).toISOString(),
      version: 1,
      statements: [
        {
          vulnerability: { name: vulnerability },
          products: [{ '@id': 'pkg:npm/alpha@1.0.0' }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_present',
        },
      ],
    };
    await writeFile(predicate, JSON.stringify(document));
    const attest = async (/** @type {string} */ key) =>
      outputOf(
        'cosign',
        ['attest', ...(await signingBy(key)), '--type', 'openvex', '--predicate', predicate, pushed.good],
        { env },
      );

    const der = createPublicKey(await readFile(yard.publicKey('own'), 'utf8')).export({ type: 'spki', format: 'der' });
    const policy = join(yard.folder, 'vex policy.yml');
    const from = `key:sha256:${hash('sha256', der)}`;
    await writeFile(
      policy,
      `version: 1
environments:
  prod: {vulnerabilities: {critical: 0}, evidence: {vexFrom: ["${from}"], require: [vulnerabilities], missingData: accept}}
`,
    );
    const gate = async (/** @type {string} */ reference) => {
      const report = join(yard.folder, 'found.json');
      const found = {
        bomFormat: 'CycloneDX',
        specVersion: '1.5',
        metadata: { timestamp: new Date().toISOString(), component: { type: 'container', name: reference } },
        components: [{ 'bom-ref': 'a', type: 'library', name: 'alpha', version: '1.0.0', purl: 'pkg:npm/alpha@1.0.0' }],
        vulnerabilities: [{ id: vulnerability, ratings: [{ severity: 'critical' }], affects: [{ ref: 'a' }] }],
      };
      await writeFile(report, JSON.stringify(found));
      const vex = ['--vex', 'oci', '--vex-key', yard.publicKey('own')];
      const command = [join(root, 'backend', 'bin', 'plimsoll.js'), 'gate', report, '--environment', 'prod'];
      return outcomeOf(process.execPath, [...command, '--policy', policy, ...vex], {
        env: { ...process.env, ...yard.environment },
      });
    };

    const none = await gate(pushed.good);
    assert.equal(none.code, 1, none.stdout + none.stderr);
    assert.match(none.stderr, /no VEX documents are attached to/);
    await attest('other');
    const others = await gate(pushed.good);
    assert.equal(others.code, 1, others.stdout + others.stderr);
    await attest('own');
    const own = await gate(pushed.good);
    assert.equal(own.code, 0, own.stdout + own.stderr);
    assert.match(own.stderr, /1 of 1 statement applied to 1 finding/);
    const elsewhere = await gate(pushed.bad);
    assert.equal(elsewhere.code, 1, elsewhere.stdout + elsewhere.stderr);
  });

  it('refuses a failing verdict, and says what it said', async () => {
    await yard.scan(`${yard.name}:bad`, 1);
    await yard.must(['sign', pushed.bad, ...latest()]);
    await yard.assertRefused(pushed.bad, /is fail for prod: .*critical/);
    await yard.must(['verify', pushed.bad, 'stage']);
  });

  it('refuses an attestation that was made for another digest', async () => {
    const own = await attachedTo(pushed.bad);
    const passing = await Promise.all(
      (await attachedTo(pushed.good))
        .filter(isVerdict)
        .map(({ manifest }) => yard.registry.attachCopy(yard.name, manifest, digestOf(pushed.bad))),
    );
    const others = own.filter((each) => !isVerdict(each)).map(({ descriptor }) => descriptor);
    await yard.registry.attachOnly(yard.name, digestOf(pushed.bad), [...others, ...passing]);
    await yard.assertRefused(pushed.bad, /A verdict for prod is attached, but it names another digest/);
    const before = own.map(({ descriptor }) => descriptor);
    await yard.registry.attachOnly(yard.name, digestOf(pushed.bad), before);
  });

  it('refuses a verdict that is stale', () =>
    yard.assertRefused(pushed.good, /is stale: it is older than 0 minutes/, { code: 3, options: ['--max-age', '0m'] }));

  it('refuses a manifest and an attestation that were tampered with', async () => {
    const restoreManifest = await yard.registry.tamper(digestOf(pushed.good), (text) =>
      text.replace('"schemaVersion"', ' "schemaVersion"'),
    );
    await yard.assertRefused(pushed.good, /Tampered with: the registry gives a manifest for .* whose digest is/);
    await restoreManifest();

    const restore = await Promise.all(
      (await attachedTo(pushed.good))
        .filter(isVerdict)
        .map(({ manifest }) =>
          yard.registry.tamper(manifest.layers?.[0]?.digest ?? '', (text) => text.replace('dsse', 'dsxe')),
        ),
    );
    await yard.assertRefused(
      pushed.good,
      /A verdict for prod is attached, but not of .*: the registry gives other bytes/,
    );
    for (const undo of restore) await undo();
    await yard.must(['verify', pushed.good, 'prod']);
  });

  it('leaves the layers to whoever pulls them: the manifest names their digests, and a client holds them to it', async () => {
    const { layers = [] } = await yard.registry.manifest(yard.name, digestOf(pushed.good));
    const restore = await yard.registry.tamper(layers.at(-1)?.digest ?? '', () => 'something else');
    await yard.must(['verify', pushed.good, 'prod']);
    // The daemon may have the layer already, and would then not fetch it.
    const pull = ['copy', '--src-tls-verify=false', `docker://${pushed.good}`, `dir:${join(yard.folder, 'pulled')}`];
    const { code, stderr } = await outcomeOf('skopeo', pull);
    assert.notEqual(code, 0);
    assert.match(stderr, /digest|did not match|size/i);
    await restore();
  });

  it('holds an index to each of its platforms', async () => {
    const of = async (/** @type {string} */ reference, /** @type {string} */ architecture) => {
      const digest = digestOf(reference);
      const { mediaType } = await yard.registry.manifest(yard.name, digest);
      return { mediaType, digest, size: 1, platform: { os: 'linux', architecture } };
    };
    const manifests = [await of(pushed.good, 'amd64'), await of(pushed.bad, 'arm64')];
    const sizes = await Promise.all(manifests.map(({ digest }) => yard.registry.size(yard.name, digest)));
    const whole = manifests.map((each, index) => ({ ...each, size: sizes[index] ?? 0 }));
    const { digest } = await yard.registry.put(yard.name, 'index', {
      schemaVersion: 2,
      mediaType: INDEX,
      manifests: whole,
    });
    const index = `${yard.registry.host}/${yard.name}@${digest}`;
    await yard.assertRefused(index, /Unsigned: there is no signature/);
    const { stderr } = await yard.setup(['sign', index]);
    assert.match(stderr, /^signing \S+\n$/, 'an index is signed, and each of its images has its own scan');
    await yard.assertRefused(index, /linux\/arm64: The verdict .* is fail for prod/);
    await yard.must(['verify', index, 'stage']);
  });

  describe('without a key', () => {
    /** @type {Sigstore} */
    let sigstore;
    /** @type {Sigstore} */
    let foreign;
    /** @type {string} */
    let reference;
    const nobody = { PLIMSOLL_VERIFY_KEY: '', COSIGN_KEY: '' };

    before(async () => {
      for (const name of ['sigstore', 'foreign']) await mkdir(join(yard.folder, name));
      sigstore = await Sigstore.start(join(yard.folder, 'sigstore'));
      foreign = await Sigstore.start(join(yard.folder, 'foreign'));
      const image = await yard.image('keyless');
      await yard.scan(image);
      reference = await yard.push(image);
    });
    after(() => {
      sigstore?.stop();
      foreign?.stop();
    });

    /** @param {{ identity?: string, issuer?: string, root?: string }} [changes] */
    const who = ({ identity = IDENTITY, issuer = ISSUER, root = sigstore.trustedRoot } = {}) => [
      '--identity',
      identity,
      '--issuer',
      issuer,
      '--trusted-root',
      root,
    ];

    const sign = (/** @type {NodeJS.ProcessEnv} */ env) =>
      yard.setup(['sign', reference, '--keyless', '--signing-config', sigstore.signingConfig, ...who(), ...latest()], {
        ...nobody,
        ...env,
      });

    it('says so where there is no identity to sign with', async () => {
      const { code, stderr } = await sign({});
      assert.equal(code, 4, stderr);
      assert.match(stderr, /no identity to sign with\. A GitHub Actions job needs "id-token: write"/);
    });

    it('signs as whom the CI system names, once', async () => {
      const env = { SIGSTORE_ID_TOKEN: identityToken(IDENTITY, ISSUER) };
      const first = await sign(env);
      assert.equal(first.code, 0, first.stderr);
      assert.ok(!first.stderr.includes(env.SIGSTORE_ID_TOKEN));
      assert.match((await sign(env)).stderr, /is signed and attested already/);
      await yard.must(['verify', reference, 'prod', ...who()], nobody);
      const cosign = ['--certificate-identity', IDENTITY, '--certificate-oidc-issuer', ISSUER];
      await outputOf('cosign', [
        'verify',
        '--allow-http-registry',
        '--trusted-root',
        sigstore.trustedRoot,
        ...cosign,
        reference,
      ]);
    });

    it('refuses everybody else, and everybody else’s word for it', async () => {
      const refused = /** @type {const} */ ([
        [{ identity: IDENTITY.replace('main', 'mai') }, /but not of .*: signed by .*refs\/heads\/main, as/],
        [{ identity: IDENTITY.replaceAll('.', '?') }, /: signed by .*refs\/heads\/main, as/],
        [{ identity: '.*' }, /: signed by .*refs\/heads\/main, as/],
        [{ issuer: 'https://accounts.example' }, /, as https:\/\/token\.actions\.githubusercontent\.com says/],
        [{ root: foreign.trustedRoot }, /its certificate was issued by no authority in the trusted root/],
      ]);
      for (const [changes, reason] of refused) {
        const { code, stdout, stderr } = await yard.setup(['verify', reference, 'prod', ...who(changes)], nobody);
        assert.equal(code, 1, stdout + stderr);
        assert.match(stdout, reason);
      }
      await yard.assertRefused(reference, /signed with a certificate, and not with a key/);
    });
  });
});
