import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { aClaim, aComponent, aScanRecord, aWaiver, factsFrom } from '../../../test/factories/scan-record.js';
import { assessments } from '../gate/assessments.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { cycloneDxOf, cycloneDxOfImage } from './cyclonedx-writer.js';
import { openVexOf, openVexOfImage } from './openvex-writer.js';
import { readVex } from './read-vex.js';
import { type VexDocument, VexWords } from './vex-word.js';

const AT = '2026-11-21T00:00:00.000Z';

const json = (path: string): object =>
  JSON.parse(readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')) as object;

const fixture = (name: string): VexDocument => ({
  document: `sha256:${name.length.toString(16).padStart(64, '0')}`,
  content: readVex(readFileSync(fileURLToPath(new URL(`../../../test/fixtures/vex/${name}`, import.meta.url)))),
  sender: null,
});

const LIBCRYPTO = 'pkg:apk/alpine/libcrypto3@3.0.8-r3?arch=x86_64&distro=alpine-3.17';
const SPRING = 'pkg:maven/org.springframework.boot/spring-boot@2.6.0';

/** Real documents of each format on findings that they are on, an accepted risk, a word in a report, and nothing. */
function held() {
  const claims = [
    aClaim({ componentKey: LIBCRYPTO, reportedId: 'CVE-2023-1255' }),
    aClaim({ componentKey: LIBCRYPTO, reportedId: 'CVE-2023-3817' }),
    aClaim({ componentKey: SPRING, reportedId: 'CVE-2021-44228', ids: ['CVE-2021-44228', 'GHSA-jfh8-c2jp-5v3q'] }),
    aClaim({ reportedId: 'CVE-2026-0001' }),
    aClaim({ reportedId: 'CVE-2026-0002', analysis: { state: 'not_affected', justification: null, detail: null } }),
    aClaim({ reportedId: 'CVE-2026-0003' }),
    aClaim({ componentKey: 'generic:thing@1', reportedId: 'CVE-2026-0004' }),
  ];
  const components = new Map(claims.map(({ componentKey }) => [componentKey, aComponent(componentKey)]));
  const { environments } = parsePolicy(
    "version: 1\nenvironments:\n  prod: {vulnerabilities: {critical: 0}, evidence: {vex: honour, vexFrom: ['author:*']}}\n",
  );
  const facts = factsFrom([aScanRecord({ claims, components })]);
  const link = fixture('cyclonedx-trivy.json');
  return {
    subject: facts,
    at: AT,
    assessments: assessments({
      facts,
      settings: environments[0]?.settings ?? {},
      waivers: [aWaiver({ scope: { advisory: 'CVE-2026-0001' }, status: 'not_affected' })],
      vex: [
        fixture('openvex-grype-package.json'),
        fixture('csaf-grype.json'),
        // It names no author, and nobody sent it.
        { ...link, content: { ...link.content, author: 'Aqua' } },
      ],
      environment: 'prod',
      at: Date.parse(AT),
    }),
  };
}

/** Null where the document is valid. */
function cycloneDxErrors(document: unknown): unknown {
  const schemas = '../reports/schema/published/cyclonedx';
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  for (const name of ['spdx', 'jsf-0.82']) ajv.addSchema(json(`${schemas}/${name}.schema.json`));
  const validate = ajv.compile(json(`${schemas}/bom-1.6.schema.json`));
  validate(document);
  return validate.errors ?? null;
}

describe('exported VEX', () => {
  it('is OpenVEX by its schema; real statements are told again, and an accepted risk is affected', () => {
    const document = JSON.parse(openVexOf(held())) as {
      statements: {
        vulnerability: { name: string };
        status: string;
        justification?: string;
        action_statement?: string;
      }[];
    };
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      json('../../../test/fixtures/vex/openvex-0.2.0.schema.json'),
    );
    expect([validate(document), validate.errors]).toEqual([true, null]);
    const said = Object.fromEntries(
      document.statements.map((one) => [one.vulnerability.name, [one.status, one.justification ?? null]]),
    );
    expect(said).toEqual({
      'CVE-2023-1255': ['fixed', null],
      'CVE-2023-3817': ['not_affected', 'vulnerable_code_not_present'],
      'CVE-2021-44228': ['not_affected', 'vulnerable_code_not_in_execute_path'],
      'CVE-2026-0001': ['affected', null],
      'CVE-2026-0002': ['not_affected', null],
      'CVE-2026-0003': ['under_investigation', null],
      'CVE-2026-0004': ['under_investigation', null],
    });
    const accepted = document.statements.find(({ vulnerability }) => vulnerability.name === 'CVE-2026-0001');
    expect(accepted?.action_statement).toBe(
      'The risk is accepted by security@acme.example until 2027-01-01T00:00:00.000Z (waiver W-1): The vulnerable code is not reached.',
    );
  });

  it('is CycloneDX by its schema, and says the same', () => {
    const document = JSON.parse(cycloneDxOf(held())) as {
      vulnerabilities: { id: string; analysis: { state: string; justification?: string } }[];
    };
    expect(cycloneDxErrors(document)).toBeNull();
    expect(
      Object.fromEntries(
        document.vulnerabilities.map(({ id, analysis }) => [id, [analysis.state, analysis.justification ?? null]]),
      ),
    ).toEqual({
      'CVE-2023-1255': ['resolved', null],
      'CVE-2023-3817': ['not_affected', 'code_not_present'],
      'CVE-2021-44228': ['not_affected', 'code_not_reachable'],
      'CVE-2026-0001': ['exploitable', null],
      'CVE-2026-0002': ['not_affected', null],
      'CVE-2026-0003': ['in_triage', null],
      'CVE-2026-0004': ['in_triage', null],
    });
  });

  describe('of an image', () => {
    const artifact = (letter: string, assessed = held().assessments) => ({
      subject: { image: 'ghcr.io/acme/api', digest: `sha256:${letter.repeat(64)}` },
      at: AT,
      assessments: assessed,
    });
    const inTriage = held().assessments.map((one) => ({
      ...one,
      status: 'under_investigation' as const,
      justification: null,
    }));
    const evaluated = (text: string, digest: string) => {
      const claims = ['CVE-2023-1255', 'CVE-2023-3817'].map((reportedId) =>
        aClaim({ componentKey: LIBCRYPTO, reportedId }),
      );
      const components = new Map([[LIBCRYPTO, aComponent(LIBCRYPTO)]]);
      const facts = { ...factsFrom([aScanRecord({ claims, components })]), image: 'ghcr.io/acme/api', digest };
      const vex = [{ document: `sha256:${'1'.repeat(64)}`, content: readVex(Buffer.from(text)), sender: null }];
      const words = new VexWords(vex, facts, Date.parse(AT));
      return facts.findings.map((finding) => words.of(finding)?.isCleared ?? null);
    };

    it('says of each artifact by its digest what is said of it, and of no other', () => {
      for (const write of [openVexOfImage, cycloneDxOfImage]) {
        const text = write('ghcr.io/acme/api', AT, [artifact('a'), artifact('b', inTriage), artifact('c')]);
        expect(evaluated(text, `sha256:${'a'.repeat(64)}`)).toEqual([true, true]);
        expect(evaluated(text, `sha256:${'b'.repeat(64)}`)).toEqual([false, false]);
        expect(evaluated(text, `sha256:${'c'.repeat(64)}`)).toEqual([true, true]);
        expect(evaluated(text, `sha256:${'d'.repeat(64)}`)).toEqual([null, null]);
      }
      const { statements } = JSON.parse(openVexOfImage('ghcr.io/acme/api', AT, [artifact('a'), artifact('c')])) as {
        statements: { products: object[] }[];
      };
      expect(statements.map(({ products }) => products.length)).toEqual(Array.from({ length: 7 }, () => 2));
    });

    it('tells in CycloneDX the worst of what is said of several packages, validly', () => {
      const [first, ...rest] = held().assessments;
      if (first === undefined) throw new Error('nothing is held');
      const component = { ...first.finding.component, key: 'pkg:npm/a@1' } as typeof first.finding.component;
      const worse = { ...first, finding: { ...first.finding, component }, status: 'affected' as const };
      for (const assessed of [
        [worse, first, ...rest],
        [first, worse, ...rest],
      ]) {
        const text = cycloneDxOfImage('ghcr.io/acme/api', AT, [artifact('a', assessed)]);
        const { vulnerabilities } = JSON.parse(text) as { vulnerabilities: { id: string; analysis: object }[] };
        const states = vulnerabilities.filter(({ id }) => id === first.finding.advisory?.id);
        expect(states).toMatchObject([{ analysis: { state: 'exploitable' } }]);
        expect(cycloneDxErrors(JSON.parse(text))).toBeNull();
      }
    });
  });

  it('is the same bytes for the same, and is read again as it was meant', () => {
    for (const write of [openVexOf, cycloneDxOf]) {
      const text = write(held());
      expect(write(held())).toBe(text);
      const { statements } = readVex(Buffer.from(text));
      expect(statements).toHaveLength(7);
      const accepted = statements.find(({ vulnerability }) => vulnerability.includes('CVE-2026-0001'));
      expect(accepted?.status).toBe('affected');
    }
  });
});
