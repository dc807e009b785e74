import { hash } from 'node:crypto';
import type { AnalysisState } from '../model/analysis-state.js';
import { type Assessed, type Assessment, imagePurl } from './assessment.js';
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
  const name = hash('sha256', JSON.stringify([subject.image, subject.digest, at, vulnerabilities]), 'hex');
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
        component: {
          type: 'container',
          'bom-ref': IMAGE,
          name: subject.image,
          version: subject.digest,
          purl: imagePurl(subject),
        },
      },
      components: [...components.values()],
      vulnerabilities,
    },
    null,
    2,
  )}\n`;
}

const IMAGE = 'image';

function vulnerabilityOf({ finding, status, justification, impact, action, saidAt }: Assessment, at: string): object {
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
