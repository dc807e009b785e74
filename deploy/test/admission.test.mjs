import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../../scripts/lib/paths.mjs';
import { outputOf } from './lib/command.mjs';
import { Registry } from './lib/shipping-registry.mjs';
import { buildImage, makeFolder, removeFolder, removeImages, script } from './lib/shipping-tools.mjs';
import { requireTools } from './lib/tools.mjs';

const { parse } = createRequire(join(root, 'backend', 'package.json'))('yaml');

/** @typedef {{ environment: string, outcome: string, digest: string, evaluatedAt: string, holdsUntil: string | null }} Verdict */
/** @typedef {{ subject: { digest: { sha256: string } }[], predicate: { verdict: Verdict } }} Statement */

const VERDICT = 'https://plimsoll.dev/verdict/v1';
const HOUR = 3600_000;
const DAY = 24 * HOUR;
const POLICY = `version: 1
environments:
  stage: { vulnerabilities: { critical: 0 } }
  prod: { vulnerabilities: { critical: 0 }, evidence: { scanAge: 7d } }
`;

/** The rules' engine inside Trivy asks them about each case, and reports those that are admitted as if they were findings. */
const QUESTION = `# METADATA
# title: What is admitted
# custom:
#   id: ADMITTED
#   severity: HIGH
#   input:
#     selector:
#       - type: dockerfile
package user.admitted

import data.cases
import data.sigstore

deny[result] {
  some name
  case := cases[name]
  sigstore.isCompliant with input as case.statement with time.now_ns as case.now
  result := {"msg": name}
}
`;

describe('deploy/admission, with what registry-setup.sh attaches', () => {
  /** @type {string} */
  let folder;
  /** @type {Registry} */
  let registry;
  /** @type {Statement[]} in the order in which the registry lists them */
  let statements;
  const name = `plimsoll-test-admission-${process.pid}`;

  before(async () => {
    await requireTools(['cosign', 'docker-registry', 'trivy']);
    folder = await makeFolder();
    registry = await Registry.start(folder);
    await writeFile(join(folder, 'security-config.yml'), POLICY);
    await outputOf('cosign', ['generate-key-pair'], { cwd: folder, env: { ...process.env, COSIGN_PASSWORD: '' } });
    const context = join(folder, 'image');
    await mkdir(context);
    await buildImage(`${name}:1`, context, 'USER 1001:1001');
    await run('security-scan.sh', ['--offline', '--quiet', `${name}:1`]);
    const reference = (await run('registry-setup.sh', ['push', `${name}:1`])).trim();
    await run('registry-setup.sh', ['sign', reference, '--report', join('reports', name, 'latest')]);
    statements = await attested(reference.slice(reference.indexOf('@') + 1));
  });
  after(async () => {
    await registry?.stop();
    await removeImages([`${name}:1`, `${registry?.host}/${name}:1`, `${registry?.host}/${name}-alone:1`]);
    await removeFolder(folder);
  });

  /**
   * @param {string} file
   * @param {readonly string[]} args
   */
  async function run(file, args) {
    const env = { REGISTRY: registry.host, COSIGN_KEY: join(folder, 'cosign.key'), COSIGN_PASSWORD: '' };
    const { code, stdout, stderr } = await script(file, args, { cwd: folder, env });
    assert.equal(code, 0, stdout + stderr);
    return stdout;
  }

  /**
   * @param {string} digest
   * @param {string} [repository]
   */
  async function attested(digest, repository = name) {
    const attached = await registry.attached(repository, digest);
    return Promise.all(
      attached
        .filter(({ manifest }) => manifest.annotations?.['dev.sigstore.bundle.predicateType'] === VERDICT)
        .map(async ({ manifest }) => {
          const bundle = await fetch(`http://${registry.host}/v2/${repository}/blobs/${manifest.layers?.[0]?.digest}`);
          const { dsseEnvelope } = /** @type {{ dsseEnvelope: { payload: string } }} */ (await bundle.json());
          return /** @type {Statement} */ (JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8')));
        }),
    );
  }

  it('signed with a policy of one environment an image has one verdict, which is all that Kyverno looks at', async () => {
    const alone = join(folder, 'prod-alone.yml');
    await writeFile(alone, 'version: 1\nenvironments:\n  prod:\n    vulnerabilities: { critical: 0 }\n');
    const reference = (await run('registry-setup.sh', ['push', `${name}:1`, `${name}-alone:1`])).trim();
    const report = ['--report', join('reports', name, 'latest')];
    await run('registry-setup.sh', ['sign', reference, ...report, '--policy', alone]);
    const own = await attested(reference.slice(reference.indexOf('@') + 1), `${name}-alone`);
    assert.deepEqual(
      own.map(({ predicate }) => predicate.verdict.environment),
      ['prod'],
    );
    assert.deepEqual(statements.map(({ predicate }) => predicate.verdict.environment).toSorted(), ['prod', 'stage']);
  });

  for (const file of ['policy-controller-key.yaml', 'policy-controller-keyless.yaml']) {
    it(`${file} admits by a verdict for prod that passes, holds on and is fresh, and by no other`, async () => {
      const statement = statements.find(({ predicate }) => predicate.verdict.environment === 'prod');
      const staging = statements.find(({ predicate }) => predicate.verdict.environment === 'stage');
      assert.ok(statement && staging);
      const { verdict } = statement.predicate;
      assert.equal(verdict.outcome, 'pass');
      const at = Date.parse(verdict.evaluatedAt);
      const { evaluatedAt: _, ...undated } = verdict;
      /** @param {object} change */
      const altered = (change) => ({ ...statement, predicate: { verdict: { ...verdict, ...change } } });
      const lasting = altered({ holdsUntil: null });
      const cases = {
        'as attested': { statement, now: at + HOUR },
        'without an end': { statement: lasting, now: at + HOUR },
        'after seven days': { statement: lasting, now: at + 7 * DAY },
        'after more than seven days': { statement: lasting, now: at + 7 * DAY + 1000 },
        'of the future': { statement: lasting, now: at - 1000 },
        'when it has ended': { statement, now: Date.parse(verdict.holdsUntil ?? '') },
        failing: { statement: altered({ outcome: 'fail' }), now: at + HOUR },
        unknown: { statement: altered({ outcome: 'unknown' }), now: at + HOUR },
        'for another environment': { statement: staging, now: at + HOUR },
        'about another digest': { statement: altered({ digest: `sha256:${'e'.repeat(64)}` }), now: at + HOUR },
        'without a date': { statement: { ...statement, predicate: { verdict: undated } }, now: at + HOUR },
        'without a verdict': { statement: { ...statement, predicate: {} }, now: at + HOUR },
      };
      const admitted = await ask(await rulesOf(file), cases);
      assert.deepEqual(admitted, ['after seven days', 'as attested', 'without an end']);
    });
  }

  /** @param {string} file */
  async function rulesOf(file) {
    const policy = parse(await readFile(join(root, 'deploy', 'admission', file), 'utf8'));
    return policy.spec.authorities[0].attestations[1].policy.data;
  }

  /**
   * @param {string} rules
   * @param {Record<string, { statement: object, now: number }>} cases
   */
  async function ask(rules, cases) {
    const [question, data, asked] = ['question', 'data', 'asked'].map((part) => join(folder, part));
    assert.ok(question && data && asked);
    await Promise.all([question, data, asked].map((path) => mkdir(path, { recursive: true })));
    await writeFile(join(question, 'rules.rego'), rules);
    await writeFile(join(question, 'question.rego'), QUESTION);
    const inNanoseconds = Object.entries(cases).map(([key, value]) => [key, { ...value, now: value.now * 1e6 }]);
    await writeFile(join(data, 'cases.json'), JSON.stringify({ cases: Object.fromEntries(inNanoseconds) }));
    await writeFile(join(asked, 'Dockerfile'), 'FROM scratch\n');
    const options = ['--config-policy', question, '--config-data', data, '--policy-namespaces', 'user', '--quiet'];
    const told = await outputOf('trivy', [
      'config',
      ...options,
      '--skip-policy-update',
      '--severity',
      'HIGH',
      '--format',
      'json',
      asked,
    ]);
    const { Results = [] } = /** @type {{ Results?: { Misconfigurations?: { ID: string, Message: string }[] }[] }} */ (
      JSON.parse(told)
    );
    return Results.flatMap(({ Misconfigurations = [] }) => Misconfigurations)
      .filter(({ ID }) => ID === 'ADMITTED')
      .map(({ Message }) => Message)
      .toSorted();
  }
});
