import { hash } from 'node:crypto';
import type { AnalysisState } from '../model/analysis-state.js';
import { type Assessed, type Assessment, imagePurl } from './assessment.js';
import type { Subject } from './fit.js';
import { cycloneDxJustification } from './justifications.js';

const STATES: Readonly<Record<AnalysisState, string>> = {
  affected: 'exploitable',
  not_affected: 'not_affected',
  fixed: 'resolved',
  under_investigation: 'in_triage',
  false_positive: 'false_positive',
};

/** As CycloneDX 1.6. The same assessments at the same instant are the same bytes. */
export function cycloneDxOf({ subject, at, assessments }: Assessed): string {
  const components = new Map(
    assessments.flatMap(({ finding: { component } }) =>
      component === null
        ? []
        : [
            [
              component.key,
              {
                type: 'library',
                'bom-ref': component.key,
                name: component.name,
                ...(component.version === null ? {} : { version: component.version }),
                ...(component.purl === null ? {} : { purl: component.purl }),
              },
            ] as const,
          ],
    ),
  );
  const vulnerabilities = assessments.map((assessment) => vulnerabilityOf(assessment, at));
  const main = { ...containerOf(subject), 'bom-ref': IMAGE };
  return documentOf(main, [...components.values()], vulnerabilities, at, [subject.image, subject.digest]);
}

/** Those that ask for care before those that clear. */
const WORST_FIRST: readonly AnalysisState[] = [
  'affected',
  'under_investigation',
  'fixed',
  'not_affected',
  'false_positive',
];

/**
 * The same of several artifacts of one image. What is affected is an artifact, by its digest, and not a package, which
 * the others may have as well: of a vulnerability in several of its packages the worst state is written.
 */
export function cycloneDxOfImage(image: string, at: string, artifacts: readonly Assessed[]): string {
  const vulnerabilities = new Map<string, Vulnerability>();
  for (const { subject, assessments } of artifacts) {
    const worst = new Map<string, Assessment>();
    for (const assessment of assessments) {
      const name = JSON.stringify(assessment.finding.advisory);
      const known = worst.get(name);
      if (known === undefined || rankOf(assessment) < rankOf(known)) worst.set(name, assessment);
    }
    for (const [name, assessment] of worst) {
      const { affects: _, 'bom-ref': id, ...said } = vulnerabilityOf(assessment, at);
      const alike = JSON.stringify([name, said]);
      const known = vulnerabilities.get(alike);
      const affects = [...(known?.affects ?? []), { ref: subject.digest }];
      vulnerabilities.set(alike, { 'bom-ref': known?.['bom-ref'] ?? `${id}@${subject.digest}`, ...said, affects });
    }
  }
  const subjects = artifacts.map(({ subject }) => subject);
  const main = { type: 'application', 'bom-ref': IMAGE, name: image };
  const components = subjects.map((subject) => ({ ...containerOf(subject), 'bom-ref': subject.digest }));
  const about = [image, ...subjects.map(({ digest }) => digest)];
  return documentOf(main, components, [...vulnerabilities.values()], at, about);
}

function rankOf({ status }: Assessment): number {
  return WORST_FIRST.indexOf(status);
}

function containerOf(subject: Subject) {
  return { type: 'container', 'bom-ref': '', name: subject.image, version: subject.digest, purl: imagePurl(subject) };
}

function documentOf(
  main: object,
  components: readonly object[],
  vulnerabilities: readonly object[],
  at: string,
  about: readonly string[],
): string {
  const name = hash('sha256', JSON.stringify([...about, at, vulnerabilities]), 'hex');
  return `${JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: `urn:uuid:${uuidOf(name)}`,
      version: 1,
      metadata: {
        timestamp: at,
        tools: { components: [{ type: 'application', name: 'plimsoll' }] },
        authors: [{ name: 'Plimsoll' }],
        component: main,
      },
      components,
      vulnerabilities,
    },
    null,
    2,
  )}\n`;
}

const IMAGE = 'image';

interface Vulnerability {
  readonly 'bom-ref': string;
  readonly affects: readonly { readonly ref: string }[];
}

function vulnerabilityOf(
  { finding, status, justification, impact, action, saidAt }: Assessment,
  at: string,
): Vulnerability & Readonly<Record<string, unknown>> {
  const { advisory, component, id } = finding;
  const word = status === 'not_affected' || status === 'false_positive' ? cycloneDxJustification(justification) : null;
  const detail = [word === null ? justification : null, impact, action].filter((text) => text !== null).join('; ');
  return {
    'bom-ref': `finding:${id}`,
    id: advisory?.id ?? '',
    ...(advisory === null || advisory.aliases.length === 0
      ? {}
      : {
          references: advisory.aliases.map((alias) => ({ id: alias, source: { name: alias.split('-')[0] ?? alias } })),
        }),
    analysis: {
      state: STATES[status],
      ...(word === null ? {} : { justification: word }),
      ...(detail === '' ? {} : { detail }),
      lastUpdated: saidAt ?? at,
    },
    affects: [{ ref: component?.key ?? IMAGE }],
  };
}

function uuidOf(hex: string): string {
  const digits = `${hex.slice(0, 12)}5${hex.slice(13, 16)}8${hex.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
