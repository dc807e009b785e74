import { normaliseIdentifier } from '../advisories/identifier.js';
import type { AnalysisState } from '../model/analysis-state.js';
import type { Given } from './given.js';
import { type Identity, identityOf, identityOfDigest, rangeOf } from './identity.js';
import { StatementList } from './statement-list.js';
import type { StatedVex, VexProduct } from './vex-document.js';
import { invalidAt, VexError } from './vex-error.js';

/** What is recommended says nothing of a product's state. */
const STATUSES: readonly (readonly [string, AnalysisState])[] = [
  ['known_not_affected', 'not_affected'],
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
  ['under_investigation', 'under_investigation'],
];

/** Deeper than any tree of vendors, products and versions. */
const MOST_LEVELS = 30;

/** The VEX profile of CSAF 2.0 and 2.1. Throws VexError. */
export function readCsaf(document: Given): StatedVex {
  const about = document.at('document');
  const category = about.at('category').identifier();
  if (category !== 'csaf_vex') {
    throw new VexError(
      'vex_format_unknown',
      `this is a CSAF document of the category ${category ?? 'none'}; only those of csaf_vex are VEX`,
    );
  }
  const issuedAt = about.at('tracking').at('current_release_date').time();
  const tree = new ProductTree(document.at('product_tree'));
  const list = new StatementList();
  for (const vulnerability of document.at('vulnerabilities').list()) {
    const names = namesOf(vulnerability);
    if (names.length === 0) throw invalidAt(vulnerability.pointer, 'must name a vulnerability by cve or ids');
    for (const [key, status] of STATUSES) {
      const place = vulnerability.at('product_status').at(key);
      for (const product of place.list()) {
        const id = product.identifier() ?? '';
        const flag = vulnerability
          .at('flags')
          .list()
          .find((each) => tree.isOn(each, id, 'own'));
        const flagged = flag?.at('date').time() ?? null;
        list.add({
          pointer: product.pointer,
          vulnerability: names,
          status,
          justification: flag?.at('label').identifier() ?? null,
          impact: detailOf(
            vulnerability.at('threats').list(),
            (each) => each.at('category').identifier() === 'impact' && tree.isOn(each, id, 'all'),
          ),
          action: detailOf(vulnerability.at('remediations').list(), (each) => tree.isOn(each, id, 'all')),
          saidAt: later(flagged, issuedAt),
          products: [tree.productOf(product, id)],
        });
      }
    }
  }
  return {
    format: 'csaf',
    id: about.at('tracking').at('id').identifier(),
    author: about.at('publisher').at('name').identifier(),
    issuedAt,
    statements: list.statements,
    remarks: list.remarks,
    bom: null,
  };
}

function namesOf(vulnerability: Given): string[] {
  const others = vulnerability
    .at('ids')
    .list()
    .map((id) => id.at('text').identifier());
  const names = [vulnerability.at('cve').identifier(), ...others].filter((id) => id !== null);
  return [...new Set(names.map(normaliseIdentifier))];
}

function detailOf(entries: readonly Given[], isOn: (entry: Given) => boolean): string | null {
  return entries.find(isOn)?.at('details').text() ?? null;
}

/** A document that is published again says all of it again. */
function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

class ProductTree {
  private readonly products = new Map<string, VexProduct>();
  private readonly groups = new Map<string, Set<string>>();

  constructor(tree: Given) {
    for (const branch of tree.at('branches').list()) this.branch(branch, 1);
    for (const product of tree.at('full_product_names').list()) this.add(product, identitiesOf(product));
    for (const group of tree.at('product_groups').list()) {
      const id = group.at('group_id').identifier() ?? '';
      this.groups.set(
        id,
        new Set(
          group
            .at('product_ids')
            .list()
            .map((each) => each.identifier() ?? ''),
        ),
      );
    }
    // One may be made of others, whichever stands first.
    let open = tree.at('relationships').list();
    while (open.length > 0) {
      const rest = open.filter((relationship) => !this.relate(relationship));
      if (rest.length === open.length) break;
      open = rest;
    }
  }

  productOf(place: Given, id: string): VexProduct {
    const product = this.products.get(id);
    if (product === undefined)
      throw invalidAt(place.pointer, `names the product "${id}", which the product tree does not have`);
    return product;
  }

  /** `own`: an entry that names no product is on none; `all`: on each. */
  isOn(entry: Given, id: string, unnamed: 'own' | 'all'): boolean {
    const products = entry
      .at('product_ids')
      .list()
      .map((each) => each.identifier());
    const groups = entry
      .at('group_ids')
      .list()
      .map((each) => each.identifier() ?? '');
    if (products.length + groups.length === 0) return unnamed === 'all';
    return products.includes(id) || groups.some((group) => this.groups.get(group)?.has(id) === true);
  }

  private branch(branch: Given, level: number): void {
    if (level > MOST_LEVELS) throw new VexError('vex_limit', `the product tree has more than ${MOST_LEVELS} levels`);
    const product = branch.at('product');
    // Which versions are meant stands in the branch's name, and a purl without a version would mean all of them.
    const isRange = branch.at('category').identifier() === 'product_version_range';
    if (product.isThere) {
      const range = branch.at('name').identifier() ?? '';
      const identities = identitiesOf(product);
      this.add(product, isRange ? identities.map((identity) => rangeOf(identity, range)) : identities);
    }
    for (const child of branch.at('branches').list()) this.branch(child, level + 1);
  }

  private add(product: Given, identities: readonly Identity[]): void {
    const id = product.at('product_id').identifier();
    if (id === null) throw invalidAt(`${product.pointer}/product_id`, 'must be there');
    if (this.products.has(id)) throw invalidAt(`${product.pointer}/product_id`, `stands twice: "${id}"`);
    this.products.set(id, { identities });
  }

  /** A component of a product, installed on it or with it. False where one of both is not known yet. */
  private relate(relationship: Given): boolean {
    const part = this.products.get(relationship.at('product_reference').identifier() ?? '');
    const whole = this.products.get(relationship.at('relates_to_product_reference').identifier() ?? '');
    const full = relationship.at('full_product_name');
    const id = full.at('product_id').identifier();
    if (part === undefined || whole === undefined || id === null) return false;
    if (this.products.has(id)) throw invalidAt(`${full.pointer}/product_id`, `stands twice: "${id}"`);
    this.products.set(id, { identities: whole.identities, parts: [part.identities] });
    return true;
  }
}

function identitiesOf(product: Given): Identity[] {
  const helper = product.at('product_identification_helper');
  const written = [
    helper.at('purl').identifier(),
    ...helper
      .at('purls')
      .list()
      .map((purl) => purl.identifier()),
    helper.at('cpe').identifier(),
  ];
  const hashes = helper
    .at('hashes')
    .list()
    .flatMap((file) => file.at('file_hashes').list());
  const digests = hashes
    .filter((hash) => hash.at('algorithm').identifier() === 'sha256')
    .map((hash) => hash.at('value').identifier());
  const identities: Identity[] = [
    ...written.flatMap((text) => (text === null ? [] : [identityOf(text)])),
    ...digests.flatMap((digest) =>
      digest === null ? [] : [identityOfDigest(digest) ?? { kind: 'other' as const, written: digest }],
    ),
  ];
  return identities.length > 0 ? identities : [{ kind: 'other', written: product.at('name').identifier() ?? '' }];
}
