import * as fc from 'fast-check';
import { identityOf } from '../../src/core/vex/identity.js';
import type { VexDocument } from '../../src/core/vex/vex-word.js';
import type { Sender } from '../../src/core/model/sender.js';

/** A token of nobody's, unless told otherwise. */
export function aSender(given: Partial<Sender> = {}): Sender {
  return { kind: 'token', id: null, name: 'ci', via: 'token', owner: null, trustRule: null, claims: null, ...given };
}

/** Documents of several authors that say this and that of these vulnerabilities in these products, or in one as parts of another. */
export function randomVex({
  vulnerabilities,
  products,
  instant,
}: {
  readonly vulnerabilities: readonly string[];
  readonly products: readonly string[];
  /** Of ISO 8601. */
  readonly instant: fc.Arbitrary<string>;
}): fc.Arbitrary<VexDocument> {
  const statement = fc.record({
    pointer: fc.constant('/statements/0'),
    vulnerability: fc.subarray([...vulnerabilities], { minLength: 1, maxLength: 2 }),
    status: fc.constantFrom('not_affected', 'not_affected', 'fixed', 'affected', 'under_investigation'),
    justification: fc.constantFrom(null, 'vulnerable_code_not_present', 'vulnerable_code_not_present'),
    impact: fc.constant(null),
    action: fc.constant(null),
    saidAt: fc.option(instant),
    products: fc
      .tuple(fc.subarray([...products], { minLength: 1 }), fc.option(fc.constantFrom(...products), { freq: 1 }))
      .map(([names, whole]) => [
        whole === null
          ? { identities: names.map(identityOf) }
          : { identities: [identityOf(whole)], parts: names.map((name) => [identityOf(name)]) },
      ]),
  });
  return fc.record({
    document: fc.uuid().map((id) => `sha256:${id}`),
    sender: fc.constantFrom(null, aSender()),
    content: fc.record({
      format: fc.constantFrom('openvex', 'cyclonedx'),
      id: fc.constant(null),
      author: fc.constantFrom(null, 'Acme', 'Beta'),
      issuedAt: fc.constant(null),
      statements: fc.array(statement, { maxLength: 4 }),
      remarks: fc.constant([]),
      bom: fc.constant(null),
      attestation: fc.constant(null),
    }),
  });
}
