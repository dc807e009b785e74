import { hash } from 'node:crypto';
import { type Assessed, type Assessment, imagePurl } from './assessment.js';
import { openVexJustification } from './justifications.js';

/** As OpenVEX 0.2. The same assessments at the same instant are the same bytes. */
export function openVexOf({ subject, at, assessments }: Assessed): string {
  const statements = assessments.map((assessment) => statementOf(assessment, imagePurl(subject), at));
  return documentOf(statements, at, [subject.image, subject.digest]);
}

/** The same of several artifacts of one image: what is said alike of several is one statement with several products. */
export function openVexOfImage(image: string, at: string, artifacts: readonly Assessed[]): string {
  const statements = new Map<string, ReturnType<typeof statementOf>>();
  for (const { subject, assessments } of artifacts) {
    for (const assessment of assessments) {
      const alike = JSON.stringify(statementOf(assessment, '', at));
      const said = statementOf(assessment, imagePurl(subject), at);
      const known = statements.get(alike);
      statements.set(alike, known === undefined ? said : { ...known, products: [...known.products, ...said.products] });
    }
  }
  return documentOf([...statements.values()], at, [image, ...artifacts.map(({ subject }) => subject.digest)]);
}

function documentOf(statements: readonly object[], at: string, about: readonly string[]): string {
  const name = hash('sha256', JSON.stringify([...about, at, statements]), 'hex');
  return `${JSON.stringify(
    {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': `urn:plimsoll:vex:${name}`,
      author: 'Plimsoll',
      timestamp: at,
      version: 1,
      tooling: 'plimsoll',
      statements,
    },
    null,
    2,
  )}\n`;
}

function statementOf(
  { finding, status, justification, impact, action, saidAt }: Assessment,
  image: string,
  at: string,
) {
  const { advisory, component } = finding;
  const word = status === 'not_affected' || status === 'false_positive' ? openVexJustification(justification) : null;
  const aliases = advisory?.aliases ?? [];
  return {
    vulnerability: { name: advisory?.id ?? '', ...(aliases.length === 0 ? {} : { aliases }) },
    timestamp: saidAt ?? at,
    products: [{ '@id': image, ...(component === null ? {} : { subcomponents: [{ '@id': nameOf(component) }] }) }],
    ...saidOf({ status, word, justification, impact, action }),
  };
}

/** `not_affected` needs a reason, and `affected` an action. */
function saidOf({
  status,
  word,
  justification,
  impact,
  action,
}: Pick<Assessment, 'status' | 'justification' | 'impact' | 'action'> & { readonly word: string | null }): object {
  switch (status) {
    case 'affected':
      return { status, action_statement: action ?? 'None is known.' };
    case 'not_affected':
    case 'false_positive': {
      const statement = impact ?? (word === null ? (justification ?? 'No reason is given.') : null);
      return {
        status: 'not_affected',
        ...(word === null ? {} : { justification: word }),
        ...(statement === null ? {} : { impact_statement: statement }),
      };
    }
    case 'fixed':
    case 'under_investigation':
      return { status, ...(impact === null ? {} : { status_notes: impact }) };
  }
}

/** A component without a package URL is named all the same: without it the statement would be on the whole image. */
function nameOf({ purl, key }: { readonly purl: string | null; readonly key: string }): string {
  return purl ?? `urn:plimsoll:component:${encodeURIComponent(key.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))}`;
}
