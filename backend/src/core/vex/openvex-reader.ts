import { normaliseIdentifier } from '../advisories/identifier.js';
import { type Given } from './given.js';
import { type Identity, identityOf, identityOfDigest } from './identity.js';
import { StatementList } from './statement-list.js';
import type { StatedVex, VexProduct } from './vex-document.js';
import { invalidAt } from './vex-error.js';

const STATES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const;

/** OpenVEX 0.2, and the earlier ones as far as they say the same. Throws VexError. */
export function readOpenVex(document: Given): StatedVex {
  const list = new StatementList();
  const issuedAt = document.at('last_updated').time() ?? document.at('timestamp').time();
  const statements = document.at('statements').list();
  list.expect(statements.length);
  for (const statement of statements) {
    const status = statement.at('status').oneOf(STATES);
    if (status === null) throw invalidAt(`${statement.pointer}/status`, 'must be there');
    const vulnerability = namesOf(statement.at('vulnerability'));
    if (vulnerability.length === 0) throw invalidAt(`${statement.pointer}/vulnerability`, 'must name a vulnerability');
    const named = statement.at('products').list();
    list.expectProducts(named.length);
    const products = named.map(productOf);
    if (products.length === 0)
      list.remark(`${statement.pointer}/products`, 'names no product, so it applies to nothing');
    list.add({
      pointer: statement.pointer,
      vulnerability,
      status,
      justification: statement.at('justification').identifier(),
      impact: statement.at('impact_statement').text() ?? statement.at('status_notes').text(),
      action: statement.at('action_statement').text(),
      saidAt: statement.at('last_updated').time() ?? statement.at('timestamp').time() ?? issuedAt,
      products,
    });
  }
  return {
    format: 'openvex',
    id: document.at('@id').identifier(),
    author: document.at('author').identifier(),
    issuedAt,
    statements: list.statements,
    remarks: list.remarks,
    bom: null,
  };
}

/** The earliest documents have a text here. */
function namesOf(vulnerability: Given): string[] {
  if (vulnerability.isText) return [normaliseIdentifier(vulnerability.identifier() ?? '')];
  const name = vulnerability.at('name').identifier() ?? vulnerability.at('@id').identifier()?.split('/').at(-1) ?? null;
  const aliases = vulnerability
    .at('aliases')
    .list()
    .map((alias) => alias.identifier());
  return [
    ...new Set(
      [name, ...aliases].filter((id) => id !== null && id !== '').map((id) => normaliseIdentifier(id as string)),
    ),
  ];
}

function productOf(product: Given): VexProduct {
  if (product.isText) return { identities: [identityOf(product.identifier() ?? '')] };
  const parts = product
    .at('subcomponents')
    .list()
    .map((part) => identitiesOf(part));
  return { identities: identitiesOf(product), ...(parts.length === 0 ? {} : { parts }) };
}

function identitiesOf(product: Given): Identity[] {
  if (product.isText) return [identityOf(product.identifier() ?? '')];
  const identifiers = product.at('identifiers');
  const digest = product.at('hashes').at('sha-256').identifier();
  const written = [
    product.at('@id').identifier(),
    ...['purl', 'cpe23', 'cpe22'].map((key) => identifiers.at(key).identifier()),
  ];
  return [
    ...[...new Set(written)].flatMap((text) => (text === null ? [] : [identityOf(text)])),
    ...(digest === null ? [] : [identityOfDigest(digest) ?? { kind: 'other' as const, written: digest }]),
  ];
}
