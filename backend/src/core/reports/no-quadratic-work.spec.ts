import { countSteps } from '../../../test/factories/count-steps.js';
import { aClaim, aComponent, aProblem, aScanRecord } from '../../../test/factories/scan-record.js';
import { uniteAliases } from '../advisories/unite-aliases.js';
import { nearestFirst } from '../findings/fix-order.js';
import { uniteWithClaims } from '../findings/unite-findings.js';
import { recordOf } from '../gate/scan-record.js';
import { parseReport } from './parse-report.js';
import type { Claim, Problem } from './scan.js';

const SIZE = 400;

const DIGEST = `sha256:${'a'.repeat(64)}`;

/** Calls for the numbers from 0 to below `size`. */
function times<Item>(size: number, make: (place: number) => Item): Item[] {
  return Array.from({ length: size }, (_, place) => make(place));
}

function grype(matches: readonly object[]): object {
  return { matches, descriptor: { name: 'grype', version: '0.100.0' } };
}

function aMatch(vulnerability: object, artifact: object = {}, related: readonly object[] = []): object {
  return {
    vulnerability: { id: 'CVE-2026-1000', severity: 'High', ...vulnerability },
    relatedVulnerabilities: related,
    artifact: { name: 'lodash', version: '1', type: 'npm', purl: 'pkg:npm/lodash@1', ...artifact },
  };
}

function trivy(...results: readonly object[]): object {
  return { SchemaVersion: 2, ArtifactName: 'acme/api', ArtifactType: 'container_image', Results: results };
}

function bom(components: readonly object[], vulnerabilities: readonly object[]): object {
  return { bomFormat: 'CycloneDX', specVersion: '1.6', components, vulnerabilities };
}

function sarif(run: {
  driver?: object;
  extensions?: readonly object[];
  results?: readonly object[];
  more?: object;
}): object {
  const { driver = {}, extensions = [], results = [], more = {} } = run;
  return {
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'scanner', rules: [], ...driver }, extensions }, results, ...more }],
  };
}

function bomComponent(place: number, given: object = {}): object {
  return {
    'bom-ref': `c${place}`,
    type: 'library',
    name: `lib-${place}`,
    version: '1',
    purl: `pkg:npm/lib-${place}@1`,
    ...given,
  };
}

const aResult = (given: object = {}): object => ({
  ruleId: 'rule',
  level: 'error',
  message: { text: 'Found.' },
  ...given,
});

/** Reports that say much of one thing. What is read of one is united, too. */
const REPORTS: Readonly<Record<string, (size: number) => object>> = {
  'claims about one component': (size) => grype(times(size, (place) => aMatch({ id: `CVE-2026-${1000 + place}` }))),
  'claims that differ only in their text': (size) =>
    grype(times(size, (place) => aMatch({ description: `Text ${place}.` }))),
  'the same claim again and again': (size) => grype(times(size, () => aMatch({}))),
  'identifiers in one claim': (size) =>
    grype([
      aMatch(
        {},
        {},
        times(size, (place) => ({ id: `X-${place}` })),
      ),
    ]),
  'advisories that are one by a chain of names': (size) =>
    grype(
      times(size, (place) =>
        aMatch({ id: `X-${place}` }, { name: `p${place}`, purl: `pkg:npm/p${place}@1` }, [{ id: `X-${place + 1}` }]),
      ),
    ),
  'advisories that are one by a star of names': (size) =>
    grype(
      times(size, (place) =>
        aMatch({ id: `X-${place}` }, { name: `p${place}`, purl: `pkg:npm/p${place}@1` }, [{ id: 'X' }]),
      ),
    ),
  'fixed versions in one text': (size) =>
    grype([aMatch({ fix: { state: 'fixed', versions: times(size, (place) => `1.${place}`) } })]),
  'fixed versions of one match': (size) =>
    grype(times(size, (place) => aMatch({ fix: { state: 'fixed', versions: [`1.${place}`] } }))),
  'places of one component': (size) =>
    grype(times(size, (place) => aMatch({}, { locations: [{ path: `/p${place}`, layerID: 'sha256:1' }] }))),
  'places in one entry': (size) => grype([aMatch({}, { locations: times(size, (place) => ({ path: `/p${place}` })) })]),
  'licences of one component': (size) => grype(times(size, (place) => aMatch({}, { licenses: [`L-${place}`] }))),
  'packages of one name, and licences of theirs': (size) =>
    trivy(
      {
        Target: 'a',
        Class: 'lang-pkgs',
        Type: 'npm',
        Packages: times(size, (place) => ({
          Name: 'one',
          Version: `${place}`,
          FilePath: `/p${place}`,
          Licenses: [`L-${place % 7}`],
        })),
      },
      {
        Target: 'b',
        Class: 'license',
        Licenses: times(size, (place) => ({ Name: `L-${place % 7}`, PkgName: 'one', Severity: 'LOW' })),
      },
    ),
  'packages of one name and version, and what is found in them': (size) =>
    trivy({
      Target: 'a',
      Class: 'lang-pkgs',
      Type: 'npm',
      Packages: times(size, (place) => ({ Name: 'one', Version: '1', FilePath: `/p${place}` })),
      Vulnerabilities: times(size, (place) => ({
        VulnerabilityID: 'CVE-2026-1000',
        PkgName: 'one',
        InstalledVersion: '1',
        PkgPath: `/p${place}`,
      })),
    }),
  'secrets on one line': (size) =>
    trivy({
      Target: 'a',
      Class: 'secret',
      Secrets: times(size, (place) => ({
        RuleID: `rule-${place}`,
        Severity: 'HIGH',
        Title: 'A key',
        StartLine: 1,
        EndLine: 1,
        Offset: place,
      })),
    }),
  'components that one vulnerability affects': (size) =>
    bom(
      times(size, (place) => bomComponent(place)),
      [
        {
          id: 'CVE-2026-1000',
          affects: times(size, (place) => ({ ref: `c${place}` })),
          recommendation: times(20, (place) => `Upgrade lib-${place} to 1.${place}.`).join(' '),
        },
      ],
    ),
  'ratings, and components that they are of': (size) =>
    bom(
      times(size, (place) => bomComponent(place, { purl: `pkg:deb/v${place}/lib@1` })),
      [
        {
          id: 'CVE-2026-1000',
          affects: times(size, (place) => ({ ref: `c${place}` })),
          ratings: times(100, (place) => ({ severity: 'low', source: { name: `s${place}` } })),
        },
      ],
    ),
  'rules of an extension, and results that name them': (size) =>
    sarif({
      extensions: times(size, (place) => ({
        name: `e${place}`,
        guid: guidOf(place),
        rules: [{ id: `rule-${place}` }],
      })),
      results: times(size, (place) =>
        aResult({ ruleId: `rule-${place}`, rule: { id: `rule-${place}`, toolComponent: { name: `e${size - 1}` } } }),
      ),
    }),
  'rules, and results that name none of them': (size) =>
    sarif({
      driver: { rules: times(size, (place) => ({ id: `rule-${place}` })) },
      results: times(size, () =>
        aResult({ ruleId: 'other', rule: { id: 'other', toolComponent: { name: 'scanner' } } }),
      ),
    }),
  'rules of many extensions, and results that say only which': (size) =>
    sarif({
      extensions: times(size, (place) => ({ name: `e${place}`, rules: [{ id: `rule-${place}` }] })),
      results: times(size, () => ({
        ruleIndex: 0,
        level: 'error',
        message: { text: 'Found.' },
        rule: { index: 0, toolComponent: { name: 'none' } },
      })),
    }),
  'bases that build on each other': (size) =>
    sarif({
      results: times(size, () =>
        aResult({ locations: [{ physicalLocation: { artifactLocation: { uri: 'a', uriBaseId: 'B0' } } }] }),
      ),
      more: {
        originalUriBaseIds: Object.fromEntries(
          times(size, (place) => [`B${place}`, { uri: 'd/', uriBaseId: `B${place + 1}` }]),
        ),
      },
    }),
};

function guidOf(place: number): string {
  return `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;
}

async function readAndUnite(report: object): Promise<void> {
  const scan = await parseReport([Buffer.from(JSON.stringify(report))]);
  uniteWithClaims([recordOf(scan, DIGEST, '2026-11-29T00:00:00Z')]);
}

async function growth(work: (size: number) => () => unknown): Promise<number> {
  const [one, two] = [work(SIZE), work(2 * SIZE)];
  // The first time around schemas are compiled.
  await one();
  const steps = await countSteps(one);
  return (await countSteps(two)) / steps;
}

describe('Twice as much is less than three times the work', () => {
  it('is told from work that grows with the square', async () => {
    const quadratic = (size: number) => () => {
      const seen: number[] = [];
      for (let place = 0; place < size; place += 1) if (!seen.includes(place)) seen.push(place);
    };
    expect(await growth(quadratic)).toBeGreaterThan(3.9);
  });

  it.each(Object.entries(REPORTS))('for %s', async (_, report) => {
    expect(
      await growth((size) => {
        const made = report(size);
        return () => readAndUnite(made);
      }),
    ).toBeLessThan(3);
  });

  const scan = (tool: string, claims: readonly Claim[], problems: readonly Problem[] = []) => {
    const keys = new Set(claims.map(({ componentKey }) => componentKey));
    const components = new Map([...keys].map((key) => [key, described(key)]));
    return aScanRecord({ tool: { name: tool, version: null }, claims, problems, components });
  };
  const described = (key: string) => {
    const [, type = '', name = '', version = ''] = /^([^:]+):(.+)@(.+)$/.exec(key) ?? [];
    return key.startsWith('pkg:') ? aComponent(key) : { key, purl: null, type, name, version };
  };

  it.each<[string, (size: number) => () => unknown]>([
    [
      'scans that say the same',
      (size) => {
        const scans = times(size, (place) => scan(`tool-${place}`, [aClaim()]));
        return () => uniteWithClaims(scans);
      },
    ],
    [
      'scans that have a problem at one place',
      (size) => {
        const scans = times(size, (place) => scan(`tool-${place}`, [], [aProblem({ rule: `rule-${place}` })]));
        return () => uniteWithClaims(scans);
      },
    ],
    [
      'packages without a purl that may be one of many',
      (size) => {
        const claims = times(size, (place) => [
          aClaim({ componentKey: `os-package:x@1.${place}` }),
          aClaim({ componentKey: `pkg:deb/debian/x@1.${place}` }),
        ]).flat();
        const scans = [scan('one', claims)];
        return () => uniteWithClaims(scans);
      },
    ],
    [
      'packages without a purl, in every spelling, that may be one of many builds',
      (size) => {
        const claims = times(size, (place) => [
          aClaim({ componentKey: `${spellingOf('language-package', place)}:x@1` }),
          aClaim({ componentKey: `pkg:npm/x@1?arch=${place}` }),
        ]).flat();
        const scans = [scan('one', claims)];
        return () => uniteWithClaims(scans);
      },
    ],
    [
      'names of one advisory',
      (size) => {
        const namings = times(size, (place) => ({
          reportedId: 'CVE-2026-1000',
          ids: [`X-${place}`, `X-${place + 1}`],
        }));
        return () => uniteAliases(namings);
      },
    ],
    [
      'versions that fix',
      (size) => {
        const versions = times(size, (place) => `1.${(place * 7919) % size}.0`);
        return () => nearestFirst(versions, `1.${size / 2}.0`, 'npm');
      },
    ],
  ])('for %s', async (_, work) => {
    expect(await growth(work)).toBeLessThan(3);
  });
});

/** One word in as many spellings as there are numbers. */
function spellingOf(word: string, place: number): string {
  return [...word].map((letter, at) => ((place >> at) & 1 ? letter.toUpperCase() : letter)).join('');
}
