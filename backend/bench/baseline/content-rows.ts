import { createHash } from 'node:crypto';
import { advisory, type SyntheticAdvisory, type SyntheticComponent } from '../synthetic/catalogue.js';
import {
  type Content,
  contentOf,
  CVSS_VECTOR,
  filePathOf,
  isFixed,
  layerDigestOf,
  urlOf,
} from '../synthetic/content.js';
import type { Value } from './row-text.js';

type Row = readonly Value[];

/** What a report says, in the rows that version 0.1 had for it. */
export interface ContentRows {
  readonly component: readonly Row[];
  readonly advisory: readonly Row[];
  readonly advisory_alias: readonly Row[];
  readonly match: readonly Row[];
  readonly text: readonly Row[];
  readonly claim: readonly Row[];
  /** Rows of `artifact_component` without the artifact. */
  readonly edges: readonly Row[];
  readonly findings: readonly FindingOf01[];
}

/** A finding with the rows that it is made of. */
export interface FindingOf01 {
  readonly id: string;
  readonly rank: number;
  readonly isFixed: boolean;
  readonly advisory: SyntheticAdvisory;
  readonly component: SyntheticComponent;
  readonly componentId: number;
  readonly aliasId: number;
  readonly claimId: number;
}

const TOOL = 'trivy';
const RANKS = { UNKNOWN: 0, LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 4 };
const TYPES = { debian: 'deb', npm: 'npm', gobinary: 'golang', 'python-pkg': 'pypi' };
const TARGETS = { debian: null, npm: 'Node.js', gobinary: 'usr/local/bin/app', 'python-pkg': 'Python' };

/** Numbers rows as a sequence does. */
export class RowNumbers {
  private readonly last = new Map<string, number>();

  next(table: string): number {
    const number = (this.last.get(table) ?? 0) + 1;
    this.last.set(table, number);
    return number;
  }
}

/** All of it new: rows stand in the order in which version 0.1 inserted them, by key, name and hash. */
export function contentRows(content: Content, numbers: RowNumbers): ContentRows {
  const listed = [...contentOf(content)].flatMap((part) => part.listed);
  const byKey = listed.toSorted((a, b) => compare(keyOf(a.component), keyOf(b.component)));
  const componentIds = new Map(byKey.map(({ number }) => [number, numbers.next('component')]));
  const named = advisoriesOf(
    listed.flatMap(({ advisories }) => advisories),
    numbers,
  );
  const entries = listed.flatMap(({ number, component, advisories }) =>
    advisories.map((found) => {
      const told = advisory(found);
      const textHash = hashOf(told.description);
      const claim = claimWords(number, component, found, told);
      return {
        number,
        component,
        found,
        told,
        textHash,
        claim,
        hash: hashOf(JSON.stringify([keyOf(component), textHash, claim])),
      };
    }),
  );
  const matchKey = ({ number, found }: { number: number; found: number }) =>
    `${componentIds.get(number)}:${named.advisoryIds.get(found)}`;
  const matchIds = new Map(
    entries
      .map(matchKey)
      .sort(compare)
      .map((key) => [key, numbers.next('match')]),
  );
  const texts = new Map(entries.map(({ textHash, told }) => [textHash, told.description]));
  const textIds = new Map([...texts.keys()].sort(compare).map((hash) => [hash, numbers.next('text')]));
  const claims = entries
    .toSorted((a, b) => compare(a.hash, b.hash))
    .map((entry) => ({ ...entry, claimId: numbers.next('claim') }));
  return {
    component: byKey.map(({ number, component }) => componentRow(componentIds.get(number) ?? 0, component)),
    advisory: named.advisories,
    advisory_alias: named.aliases,
    match: [...matchIds].map(([key, id]) => [id, ...key.split(':').map(Number)]),
    text: [...textIds].map(([hash, id]) => [id, `\\x${hash}`, texts.get(hash) ?? '']),
    claim: claims.map((entry) => [
      entry.claimId,
      `\\x${entry.hash}`,
      matchIds.get(matchKey(entry)) ?? 0,
      TOOL,
      ...entry.claim,
      textIds.get(entry.textHash) ?? 0,
      false,
      null,
      false,
    ]),
    edges: listed.map((each) => [
      componentIds.get(each.number) ?? 0,
      JSON.stringify(placesOf(each.number, each.component, each.advisories.length > 0)),
      ['MIT'],
      true,
    ]),
    findings: claims
      .map(({ number, component, found, told, claimId }) => ({
        id: hashOf(JSON.stringify([keyOf(component), told.id])),
        rank: RANKS[told.severity],
        isFixed: isFixed(number, found),
        advisory: told,
        component,
        componentId: componentIds.get(number) ?? 0,
        aliasId: named.leadIds.get(found) ?? 0,
        claimId,
      }))
      .sort(
        (a, b) =>
          b.rank - a.rank || compare(a.advisory.id, b.advisory.id) || compare(a.component.name, b.component.name),
      ),
  };
}

function advisoriesOf(found: readonly number[], numbers: RowNumbers) {
  const advisoryIds = new Map<number, number>();
  for (const number of found) if (!advisoryIds.has(number)) advisoryIds.set(number, numbers.next('advisory'));
  const names = [...advisoryIds]
    .flatMap(([number, id]) => {
      const { id: lead, ghsa } = advisory(number);
      return [lead, ...(ghsa === null ? [] : [ghsa])].map((name) => ({ name, number, id, isLead: name === lead }));
    })
    .sort((a, b) => compare(a.name, b.name))
    .map((each) => ({ ...each, aliasId: numbers.next('advisory_alias') }));
  return {
    advisoryIds,
    leadIds: new Map(names.filter(({ isLead }) => isLead).map(({ number, aliasId }) => [number, aliasId])),
    advisories: [...advisoryIds].map(([number, id]) => [id, advisory(number).id]),
    aliases: names.map(({ aliasId, name, id }) => [aliasId, name, id]),
  };
}

/** The columns of a claim from `reported_id` to `analysis`. */
function claimWords(number: number, { fixedVersion }: SyntheticComponent, found: number, told: SyntheticAdvisory): Row {
  const { id, ghsa, severity, title, publishedAt, score } = told;
  const hasFix = isFixed(number, found);
  return [
    id,
    [id, ...(ghsa === null ? [] : [ghsa])],
    RANKS[severity],
    title,
    hasFix ? fixedVersion : null,
    hasFix ? 'fixed' : 'affected',
    publishedAt,
    score || null,
    CVSS_VECTOR,
    null,
    null,
    urlOf(id),
    null,
  ];
}

/** The canonical package URL: of a distribution its release. */
function keyOf({ purl }: SyntheticComponent): string {
  return purl.replace('distro=debian-12.5', 'distro=debian-12');
}

function componentRow(id: number, component: SyntheticComponent): Row {
  const { ecosystem, name, version } = component;
  const key = keyOf(component);
  const parts = name.split('/');
  const namespace = ecosystem === 'debian' ? 'debian' : parts.length > 1 ? parts.slice(0, -1).join('/') : null;
  return [id, key, key, TYPES[ecosystem], namespace, name, version];
}

/** The package's own, and that of a vulnerability, which names no file. */
function placesOf(number: number, component: SyntheticComponent, isVulnerable: boolean) {
  const { digest: layer } = layerDigestOf(number);
  const [file, target] = [filePathOf(component), TARGETS[component.ecosystem]];
  const places = [{ path: file ?? target, layer }];
  if (isVulnerable && file !== null) places.push({ path: target, layer });
  return places;
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** By code point. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
