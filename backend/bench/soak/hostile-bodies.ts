import { gzipSync } from 'node:zlib';
import { mix } from '../synthetic/random.js';

/** A body that wants to stop the API, and what is sent with it. */
export interface HostileBody {
  readonly name: string;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What each of them is made of: so many elements, or so many bytes in a text. */
const ELEMENTS = 20_000;
const LETTERS = 4_000_000;

const BODIES: Readonly<Record<string, (round: number) => Buffer | readonly [Buffer, string]>> = {
  'not JSON': (round) => Buffer.from(`<report number="${round}">`),
  'cut off': (round) => json(trivy(round, [vulnerability(0)])).subarray(0, 300),
  'half a surrogate pair': (round) => Buffer.from(`{"SchemaVersion":2,"ArtifactName":"a\\ud800${round}","Results":[]}`),
  NUL: (round) => Buffer.from(`{"SchemaVersion":2,"ArtifactName":"a\\u0000${round}","Results":[]}`),
  'deeply nested': (round) =>
    Buffer.from(`{"SchemaVersion":2,"n":${round},"a":${'['.repeat(ELEMENTS)}${']'.repeat(ELEMENTS)}}`),
  'one long text': (round) => json(trivy(round, [{ ...vulnerability(0), Description: 'x'.repeat(LETTERS) }])),
  'one component, many claims': (round) =>
    json(
      trivy(
        round,
        many((index) => vulnerability(index, 0)),
      ),
    ),
  'one claim, many identifiers': (round) =>
    json(trivy(round, [{ ...vulnerability(0), VendorIDs: many((index) => `GHSA-${index}`) }])),
  'one component, many places': (round) =>
    json(
      trivy(
        round,
        [],
        many((index) => ({ ...packageOf(0), FilePath: `app/${index}/package.json` })),
      ),
    ),
  'one component, many licences': (round) =>
    json(
      trivy(
        round,
        [],
        many((index) => ({ ...packageOf(0), Licenses: [`LicenseRef-${index}`] })),
      ),
    ),
  'many components': (round) =>
    json(
      trivy(
        round,
        [],
        many((index) => packageOf(index)),
      ),
    ),
  'identifiers in a chain': (round) =>
    json(
      trivy(
        round,
        many((index) => ({ ...vulnerability(index, index), VendorIDs: [`CVE-2026-${index + 1}`] })),
      ),
    ),
  'names of every object': (round) =>
    Buffer.from(
      `{"SchemaVersion":2,"ArtifactName":"n${round}","Results":[{"Target":"t","Class":"constructor","Type":"__proto__","Packages":[{"Name":"toString","Version":"1"}]}]}`,
    ),
  'numbers that no column holds': (round) =>
    json({
      SchemaVersion: 2,
      ArtifactName: `numbers-${round}`,
      CreatedAt: '10000-01-01T00:00:00Z',
      Results: [
        {
          Target: 'Dockerfile',
          Class: 'config',
          Type: 'dockerfile',
          Misconfigurations: [
            {
              ID: 'DS002',
              Title: 'root',
              Severity: 'HIGH',
              Status: 'FAIL',
              CauseMetadata: { StartLine: 1e300, EndLine: 0.5 },
            },
          ],
        },
      ],
    }),
  'a bomb of gzip': () => [gzipSync(Buffer.alloc(80_000_000, ' ')), 'gzip'],
  'gzip that is none': (round) => [Buffer.from(`not gzip ${round}`), 'gzip'],
};

/** Of each kind so many, made ahead: what is sent again is known. */
const VARIANTS = 3;

/** They take turns, by number. */
export function hostileBodies(): (round: number) => HostileBody {
  const kinds = Object.entries(BODIES);
  const bodies = Array.from({ length: VARIANTS }, (_, variant) =>
    kinds.map(([name, make]) => bodyOf(name, make(variant))),
  );
  return (round) => {
    const body = bodies[Math.floor(round / kinds.length) % VARIANTS]?.[round % kinds.length];
    if (body === undefined) throw new Error('there is no hostile body');
    return body;
  };
}

function bodyOf(name: string, made: Buffer | readonly [Buffer, string]): HostileBody {
  return Buffer.isBuffer(made)
    ? { name, bytes: made, headers: {} }
    : { name, bytes: made[0], headers: { 'Content-Encoding': made[1] } };
}

function many<T>(make: (index: number) => T): T[] {
  return Array.from({ length: ELEMENTS }, (_, index) => make(index));
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function trivy(round: number, Vulnerabilities: readonly unknown[], Packages: readonly unknown[] = []): unknown {
  return {
    SchemaVersion: 2,
    Trivy: { Version: '0.75.0' },
    CreatedAt: new Date().toISOString(),
    ArtifactName: `ghcr.io/hostile/image-${mix(round, 7) % 4}`,
    ArtifactType: 'container_image',
    Results: [{ Target: 'Node.js', Class: 'lang-pkgs', Type: 'npm', Packages, Vulnerabilities }],
  };
}

function packageOf(index: number) {
  return {
    ID: `p${index}@1.0.0`,
    Name: `p${index}`,
    Version: '1.0.0',
    Identifier: { PURL: `pkg:npm/p${index}@1.0.0` },
  };
}

function vulnerability(number: number, component = number) {
  return {
    VulnerabilityID: `CVE-2026-${number}`,
    PkgName: `p${component}`,
    PkgIdentifier: { PURL: `pkg:npm/p${component}@1.0.0` },
    InstalledVersion: '1.0.0',
    Severity: 'HIGH',
    Title: `Title ${number}`,
  };
}
