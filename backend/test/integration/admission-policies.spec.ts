import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Environment } from '@marcbachmann/cel-js';
import { parse } from 'yaml';
import { PLIMSOLL } from './built.js';

const REPORT = fileURLToPath(new URL('../fixtures/cli/alpine-3.14.trivy.json', import.meta.url));
const ADMISSION = fileURLToPath(new URL('../../../deploy/admission/', import.meta.url));
const VERDICT = 'https://plimsoll.dev/verdict/v1';
const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';

const POLICY = `version: 1
environments:
  stage: { vulnerabilities: { critical: 5 }, evidence: { mismatch: accept } }
  prod: { vulnerabilities: { critical: 5 }, evidence: { scanAge: 7d, mismatch: accept } }
`;
const STRICTER = POLICY.replace('prod: { vulnerabilities: { critical: 5 }', 'prod: { vulnerabilities: { critical: 0 }');

const DECIDED = Date.parse('2024-10-29T00:00:00Z');
const HOUR = 3600_000;
const DAY = 24 * HOUR;
const HEX = 'd4befd63'.repeat(8);

interface Verdict {
  readonly environment: string;
  readonly outcome: string;
  readonly digest: string;
  readonly evaluatedAt: string;
  readonly holdsUntil: string | null;
}

interface Named {
  readonly name: string;
}

interface ImageValidatingPolicy {
  readonly spec: {
    readonly failurePolicy: string;
    readonly validationActions: string[];
    readonly attestors: (Named & { readonly cosign: Record<string, object> })[];
    readonly attestations: (Named & { readonly intoto: { readonly type: string } })[];
    readonly validations: { readonly message: string; readonly expression: string }[];
  };
}

interface ClusterImagePolicy {
  readonly spec: {
    readonly mode: string;
    readonly authorities: (Record<string, object> & {
      readonly signatureFormat: string;
      readonly attestations: { readonly predicateType: string; readonly policy?: { readonly data: string } }[];
    })[];
  };
}

/** What Kyverno adds to CEL: the images of what is to be admitted, and what it has found in the registry. */
interface Cluster {
  readonly images: Record<string, string[]>;
  readonly signatures: number;
  readonly attestations: number;
  readonly statement: unknown;
  readonly now: number;
}

class Clock {
  constructor(readonly at: Date) {}
}

function read(name: string): unknown {
  return parse(readFileSync(join(ADMISSION, name), 'utf8'));
}

/** CEL with what Kyverno declares, by its documentation; what it would find in the registry is `cluster`'s. */
function kyverno(cluster: Cluster): Environment {
  return new Environment()
    .registerType('Clock', { ctor: Clock, fields: {} })
    .registerVariable('time', 'Clock')
    .registerVariable('images', 'map<string, list<string>>')
    .registerVariable('attestors', 'map<string, dyn>')
    .registerVariable('attestations', 'map<string, string>')
    .registerFunction('Clock.now(): google.protobuf.Timestamp', (clock: Clock) => clock.at)
    .registerFunction('verifyImageSignatures(string, list<dyn>): int', () => BigInt(cluster.signatures))
    .registerFunction('verifyAttestationSignatures(string, string, list<dyn>): int', () => BigInt(cluster.attestations))
    .registerFunction('extractPayload(string, string): dyn', () => cluster.statement);
}

/** Whether every expression is met. One that breaks off refuses, as `failurePolicy: Fail` says. */
function admits({ spec }: ImageValidatingPolicy, cluster: Cluster): boolean {
  const environment = kyverno(cluster);
  const named = (list: readonly Named[]): Record<string, string> =>
    Object.fromEntries(list.map(({ name }) => [name, name]));
  const variables = {
    images: cluster.images,
    attestors: named(spec.attestors),
    attestations: named(spec.attestations),
    time: new Clock(new Date(cluster.now)),
  };
  return spec.validations.every(({ expression }) => {
    try {
      return environment.evaluate(expression, variables) === true;
    } catch {
      return false;
    }
  });
}

describe('deploy/admission', () => {
  let folder: string;
  let prod: Verdict;
  let stage: Verdict;
  let failing: Verdict;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-admission-'));
    await writeFile(join(folder, 'policy.yml'), POLICY);
    await writeFile(join(folder, 'stricter.yml'), STRICTER);
    prod = verdict('prod', 'policy.yml');
    stage = verdict('stage', 'policy.yml');
    failing = verdict('prod', 'stricter.yml');
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** As the gate gives it, which is what is attested. */
  function verdict(environment: string, policy: string): Verdict {
    const about = ['--image', 'ghcr.io/acme/api', '--digest', `sha256:${HEX}`, '--at', new Date(DECIDED).toISOString()];
    const how = ['--environment', environment, '--policy', join(folder, policy), '--output', 'json'];
    const { stdout } = spawnSync(process.execPath, [PLIMSOLL, 'gate', REPORT, ...about, ...how], { encoding: 'utf8' });
    return JSON.parse(stdout) as Verdict;
  }

  function statement(verdict: Verdict, hex = HEX): object {
    const predicate = { verifier: { id: 'https://plimsoll.dev/gate', version: '0.1.0' }, verdict };
    return {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { sha256: hex } }],
      predicateType: VERDICT,
      predicate,
    };
  }

  describe.each(['kyverno-key.yaml', 'kyverno-keyless.yaml'])('%s', (file) => {
    const policy = read(file) as ImageValidatingPolicy;

    function isAdmitted(cluster: Partial<Cluster>): boolean {
      const image = `ghcr.io/acme/api@sha256:${HEX}`;
      const images = { containers: [image], initContainers: [], ephemeralContainers: [] };
      return admits(policy, {
        images,
        signatures: 1,
        attestations: 1,
        statement: statement(prod),
        now: DECIDED + HOUR,
        ...cluster,
      });
    }

    it('admits what is signed and has a verdict that passes', () => {
      expect(prod).toMatchObject({ outcome: 'pass', environment: 'prod', evaluatedAt: '2024-10-29T00:00:00.000Z' });
      expect(isAdmitted({})).toBe(true);
      expect(isAdmitted({ images: { containers: [`ghcr.io/acme/api@sha256:${HEX}`] } })).toBe(true);
    });

    it('refuses what is not signed, and what has no attested verdict', () => {
      expect(isAdmitted({ signatures: 0 })).toBe(false);
      expect(isAdmitted({ attestations: 0 })).toBe(false);
    });

    it('refuses it among the containers that come first, and among those for debugging, as well', () => {
      const image = `ghcr.io/acme/api@sha256:${HEX}`;
      expect(isAdmitted({ images: { containers: [], initContainers: [image] }, signatures: 0 })).toBe(false);
      expect(isAdmitted({ images: { containers: [], ephemeralContainers: [image] }, attestations: 0 })).toBe(false);
    });

    it('refuses a failing verdict, and one for another environment', () => {
      expect(failing.outcome).toBe('fail');
      expect(isAdmitted({ statement: statement(failing) })).toBe(false);
      expect(stage.outcome).toBe('pass');
      expect(isAdmitted({ statement: statement(stage) })).toBe(false);
    });

    it('refuses an unknown verdict', () => {
      expect(isAdmitted({ statement: statement({ ...prod, outcome: 'unknown' }) })).toBe(false);
    });

    it('refuses a verdict about another digest than the one that it is attached to', () => {
      expect(isAdmitted({ statement: statement(prod, 'e'.repeat(64)) })).toBe(false);
    });

    it('refuses a verdict that is older than seven days, or of the future', () => {
      const lasting = statement({ ...prod, holdsUntil: null });
      expect(isAdmitted({ statement: lasting, now: DECIDED + 7 * DAY })).toBe(true);
      expect(isAdmitted({ statement: lasting, now: DECIDED + 7 * DAY + 1 })).toBe(false);
      expect(isAdmitted({ statement: lasting, now: DECIDED })).toBe(true);
      expect(isAdmitted({ statement: lasting, now: DECIDED - 1 })).toBe(false);
    });

    it('refuses a verdict that held until before', () => {
      const ended = statement({ ...prod, holdsUntil: new Date(DECIDED + 2 * HOUR).toISOString() });
      expect(isAdmitted({ statement: ended, now: DECIDED + HOUR })).toBe(true);
      expect(isAdmitted({ statement: ended, now: DECIDED + 2 * HOUR })).toBe(false);
    });

    it.each(['environment', 'outcome', 'digest', 'evaluatedAt', 'holdsUntil'])(
      'refuses a verdict without %s',
      (field) => {
        const { [field as keyof Verdict]: _, ...rest } = prod;
        expect(isAdmitted({ statement: statement(rest as Verdict) })).toBe(false);
      },
    );

    it('is of expressions that are true or false, whatever they are asked about', () => {
      const environment = kyverno({ images: {}, signatures: 0, attestations: 0, statement: null, now: 0 });
      const checked = policy.spec.validations.map(({ expression }) => environment.check(expression));
      expect(checked.map(({ valid, type }) => ({ valid, type }))).toEqual([
        { valid: true, type: 'bool' },
        { valid: true, type: 'bool' },
      ]);
    });

    it('refuses where it cannot decide, and reads the verdicts that are attested here', () => {
      expect(policy.spec.failurePolicy).toBe('Fail');
      expect(policy.spec.validationActions).toEqual(['Deny']);
      expect(policy.spec.attestations.map(({ intoto }) => intoto.type)).toEqual([VERDICT]);
    });
  });

  describe.each(['policy-controller-key.yaml', 'policy-controller-keyless.yaml'])('%s', (file) => {
    const { spec } = read(file) as ClusterImagePolicy;

    it('enforces, wants signature and verdict, and reads what cosign 3 attaches', () => {
      expect(spec.mode).toBe('enforce');
      expect(spec.authorities).toHaveLength(1);
      expect(spec.authorities[0]?.signatureFormat).toBe('bundle');
      expect(spec.authorities[0]?.attestations.map(({ predicateType }) => predicateType)).toEqual([SIGNATURE, VERDICT]);
    });
  });

  it('differs between key and CI job in nothing but whose signature counts', () => {
    const kyverno = ['kyverno-key.yaml', 'kyverno-keyless.yaml'].map((name) => {
      const policy = read(name) as ImageValidatingPolicy;
      const [{ cosign } = { cosign: {} }] = policy.spec.attestors;
      return { whose: Object.keys(cosign), policy: { ...policy, spec: { ...policy.spec, attestors: [] } } };
    });
    expect(kyverno.map(({ whose }) => whose)).toEqual([
      ['key', 'ctlog'],
      ['keyless', 'ctlog'],
    ]);
    expect(kyverno[0]?.policy).toEqual(kyverno[1]?.policy);

    const controller = ['policy-controller-key.yaml', 'policy-controller-keyless.yaml'].map((name) => {
      const policy = read(name) as ClusterImagePolicy;
      const [{ key, keyless, ctlog, ...rest } = { key: undefined, keyless: undefined, ctlog: undefined }] =
        policy.spec.authorities;
      return { whose: [key, keyless, ctlog].map((part) => part !== undefined), rest };
    });
    expect(controller.map(({ whose }) => whose)).toEqual([
      [true, false, false],
      [false, true, true],
    ]);
    expect(controller[0]?.rest).toEqual(controller[1]?.rest);
  });
});
