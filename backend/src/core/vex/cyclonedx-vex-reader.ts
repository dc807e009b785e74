import { normaliseIdentifier } from '../advisories/identifier.js';
import type { AnalysisState } from '../model/analysis-state.js';
import { lookupTable } from '../model/lookup-table.js';
import { parsePurl, versionedPurl } from '../model/purl.js';
import { parseVers, placeInVers } from '../versions/vers-range.js';
import { bomSubject } from '../reports/cyclonedx/bom-subject.js';
import { ANALYSIS_OF_CYCLONEDX } from '../reports/cyclonedx/analysis-states.js';
import { Given } from './given.js';
import { type Identity, identityOf, rangeOf, wholeRepository } from './identity.js';
import { StatementList } from './statement-list.js';
import type { StatedVex, VexProduct, VexStatement } from './vex-document.js';
import { VexError } from './vex-error.js';
import { VEX_LIMITS } from './vex-limits.js';

const CLEARING = new Set<AnalysisState>(['not_affected', 'false_positive', 'fixed']);

interface BomName {
  readonly serialNumber: string | null;
  readonly version: number | null;
}

type References = ReadonlyMap<string, readonly Identity[]>;

/** The analyses of a CycloneDX document, alone or inside a BOM. Throws VexError. */
export function readCycloneDxVex(document: Given): StatedVex {
  const list = new StatementList();
  const metadata = document.at('metadata');
  const main = metadata.at('component');
  const serialNumber =
    document
      .at('serialNumber')
      .identifier()
      ?.replace(/^urn:uuid:/i, '')
      .toLowerCase() ?? null;
  const version = versionOf(document);
  const references = referencesOf(document, main);
  const image = imageOf(main);
  const mainReference = main.at('bom-ref').identifier();
  const issuedAt = metadata.at('timestamp').time();
  const vulnerabilities = document.at('vulnerabilities').list();
  list.expect(vulnerabilities.length);
  for (const vulnerability of vulnerabilities) {
    const names = namesOf(vulnerability);
    const said = analysisOf(vulnerability, issuedAt);
    if (said === null) continue;
    if (names.length === 0) {
      list.remark(vulnerability.pointer, 'names no vulnerability');
      continue;
    }
    const affected = vulnerability.at('affects').list();
    const products = new Map<AnalysisState, VexProduct[]>([[said.status, []]]);
    for (const each of affected) {
      const written = each.at('ref').identifier();
      if (written === null) continue;
      const isOfImage = written !== mainReference && image !== null;
      for (const [status, identities] of versionsOf(
        each,
        referred(written, references, { serialNumber, version }),
        said.status,
      )) {
        const product = isOfImage ? { identities: [image], parts: [identities] } : { identities };
        products.set(status, [...(products.get(status) ?? []), product]);
      }
    }
    if (affected.length === 0)
      list.remark(vulnerability.pointer, 'does not say what it affects, so it applies to nothing');
    for (const [status, named] of products) {
      // Of versions with another state than the analysis has, what it gives as its reason is not said.
      const own = status === said.status ? said : { ...said, status, justification: null, impact: null, action: null };
      if (named.length > 0 || affected.length === 0) {
        list.add({ pointer: vulnerability.pointer, vulnerability: names, ...own, products: named });
      }
    }
  }
  return {
    format: 'cyclonedx',
    id: document.at('serialNumber').identifier(),
    author: authorOf(metadata),
    issuedAt,
    statements: list.statements,
    remarks: list.remarks,
    bom: serialNumber === null ? null : { serialNumber, version, references },
  };
}

/** The first where it says none, as the specification has it. */
function versionOf(document: Given): number | null {
  const version = document.at('version');
  if (!version.isThere) return 1;
  const written = version.json().replaceAll('"', '');
  return /^[1-9]\d{0,8}$/.test(written) ? Number(written) : null;
}

const STATES = lookupTable(ANALYSIS_OF_CYCLONEDX);

/** Null for a vulnerability without an analysis. */
function analysisOf(
  vulnerability: Given,
  issuedAt: string | null,
): Pick<VexStatement, 'status' | 'justification' | 'impact' | 'action' | 'saidAt'> | null {
  const analysis = vulnerability.at('analysis');
  const state = analysis.at('state').oneOf(Object.keys(STATES));
  const status = state === null ? undefined : STATES[state];
  if (status === undefined) return null;
  const detail = analysis.at('detail').text();
  const responses = analysis
    .at('response')
    .list()
    .map((response) => response.identifier());
  const isClearing = CLEARING.has(status);
  const todo = [isClearing ? null : detail, ...responses, vulnerability.at('recommendation').text()];
  return {
    status,
    justification: analysis.at('justification').identifier(),
    impact: isClearing ? detail : null,
    action: todo.filter((text) => text !== null).join('; ') || null,
    saidAt: analysis.at('lastUpdated').time() ?? analysis.at('firstIssued').time() ?? issuedAt,
  };
}

function namesOf(vulnerability: Given): string[] {
  const references = vulnerability
    .at('references')
    .list()
    .map((reference) => reference.at('id').identifier());
  const names = [vulnerability.at('id').identifier(), ...references].filter((id) => id !== null);
  return [...new Set(names.map(normaliseIdentifier))];
}

/** A person, else a company. The tool is not an author. */
function authorOf(metadata: Given): string | null {
  const [author] = metadata.at('authors').list();
  const names = [
    author?.at('name').identifier(),
    ...['supplier', 'manufacturer', 'manufacture'].map((key) => metadata.at(key).at('name').identifier()),
  ];
  return names.find((name) => name !== undefined && name !== null) ?? null;
}

/** A reference of this document, or a link to another's, or what identifies by itself. */
function referred(written: string, references: References, bom: BomName): readonly Identity[] {
  const own = references.get(written);
  if (own !== undefined) return own;
  const identity = identityOf(written);
  if (identity.kind !== 'link' || identity.serialNumber !== bom.serialNumber || identity.version !== bom.version)
    return [identity];
  return references.get(identity.reference) ?? [identity];
}

type VersionState = 'affected' | 'unaffected' | 'unknown';

/**
 * By the state that versions have: the analysis's, and for those that are called `unaffected` or `unknown` their own. (`affected` is said
 * of versions that have the vulnerability, whatever the analysis makes of it.) All versions where none is named.
 */
function versionsOf(
  affected: Given,
  identities: readonly Identity[],
  analysed: AnalysisState,
): Map<AnalysisState, readonly Identity[]> {
  const entries = affected.at('versions').list();
  if (entries.length === 0) return new Map([[analysed, identities]]);
  const found = new Map<AnalysisState, readonly Identity[]>();
  for (const entry of entries) {
    const status = stateOf(entry.at('status').oneOf<VersionState>(['affected', 'unaffected', 'unknown']), analysed);
    const [version, range] = [entry.at('version').identifier(), entry.at('range').identifier()];
    const own = identities.flatMap((identity) => within(identity, version, range));
    found.set(status, [...(found.get(status) ?? []), ...own]);
  }
  return found;
}

function stateOf(version: VersionState | null, analysed: AnalysisState): AnalysisState {
  if (version === 'unaffected') return CLEARING.has(analysed) ? analysed : 'not_affected';
  return version === 'unknown' && CLEARING.has(analysed) ? 'under_investigation' : analysed;
}

/** A version, or a range of them. Of what has a version of its own, that one, if it is among those that are meant. */
function within(written: Identity, version: string | null, range: string | null): readonly Identity[] {
  const other = { kind: 'other' as const, written: `${written.written} ${version ?? range ?? ''}`.trim() };
  const identity = packageOf(written);
  if (identity === null || (version === null) === (range === null)) return [other];
  const isVersioned = (parsePurl(identity.purl)?.version ?? null) !== null;
  if (range !== null) {
    const named = { ...identity, written: written.written };
    return [isVersioned ? ownWithin(named, range) : rangeOf(named, range)];
  }
  const purl = versionedPurl(identity.purl, version ?? '');
  if (purl === null || (isVersioned && purl !== identity.purl)) return [other];
  return [{ kind: 'package', purl, written: written.written }];
}

/** A purl with a version: that one, if the range has it. Whether it has is not known of every version. */
function ownWithin(identity: Extract<Identity, { kind: 'package' }>, range: string): Identity {
  const own = parsePurl(identity.purl);
  const vers = parseVers(range);
  const place = own === null || vers === null ? 'unknown' : placeInVers(own.version ?? '', own.type, vers);
  const written = `${identity.written} ${range}`;
  if (place === 'unknown') return { kind: 'range', purl: identity.purl, vers: null, written };
  return place === 'in' ? identity : { kind: 'other', written };
}

/** Also of a link whose fragment is a package URL. */
function packageOf(identity: Identity): Extract<Identity, { kind: 'package' }> | null {
  const meant = identity.kind === 'link' ? identityOf(identity.reference) : identity;
  return meant.kind === 'package' ? meant : null;
}

function referencesOf(document: Given, main: Given): References {
  const references = new Map<string, readonly Identity[]>();
  let count = 0;
  const add = (component: Given, identities: readonly Identity[]): void => {
    const reference = component.at('bom-ref').identifier();
    count += 1;
    if (count > VEX_LIMITS.products)
      throw new VexError('vex_limit', `the document has more than ${VEX_LIMITS.products} components`);
    if (reference !== null) references.set(reference, [...(references.get(reference) ?? []), ...identities]);
  };
  const walk = (component: Given): void => {
    add(component, identitiesOf(component));
    for (const child of component.at('components').list()) walk(child);
  };
  if (main.isThere) {
    const image = imageOf(main);
    add(main, image === null ? identitiesOf(main) : [image]);
    for (const child of main.at('components').list()) walk(child);
  }
  for (const component of document.at('components').list()) walk(component);
  return references;
}

function identitiesOf(component: Given): Identity[] {
  const purl = component.at('purl').identifier();
  if (purl !== null) return [identityOf(purl)];
  const words = [component.at('name').identifier(), component.at('version').identifier()];
  return [
    { kind: 'other', written: component.at('cpe').identifier() ?? words.filter((word) => word !== null).join(' ') },
  ];
}

/**
 * The image that the document is about, in the same form as for reports; null where it is about something else, or does
 * not say.
 */
function imageOf(main: Given): Identity | null {
  if (!main.isThere) return null;
  const texts = ['type', 'name', 'version', 'purl'].flatMap((key) => {
    const text = main.at(key).identifier();
    return text === null ? [] : [[key, text] as const];
  });
  const properties = main
    .at('properties')
    .list()
    .flatMap((property) => {
      const [name, value] = [property.at('name').identifier(), property.at('value').text()];
      return name === null || value === null ? [] : [{ name, value }];
    });
  const { image, digest, tag } = bomSubject({ type: '', name: '', ...Object.fromEntries(texts), properties });
  if (image === null && digest === null) return null;
  return {
    kind: 'image',
    digest,
    repository: image === null ? null : wholeRepository(image),
    name: image?.split('/').at(-1) ?? null,
    tag: digest === null ? tag : null,
    written: main.at('purl').identifier() ?? main.at('name').identifier() ?? '',
  };
}
