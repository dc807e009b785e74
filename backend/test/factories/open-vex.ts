let serial = 0;

/** An OpenVEX document by Acme: alpha 1.0.0 is not affected by CVE-2026-0001, unless told otherwise. Each has an id of its own. */
export function anOpenVex(statement: object = {}, document: object = {}) {
  serial += 1;
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `https://acme.example/vex/${serial}`,
    author: 'Acme',
    timestamp: '2026-11-01T00:00:00Z',
    version: 1,
    statements: [
      {
        vulnerability: { name: 'CVE-2026-0001' },
        products: [{ '@id': 'pkg:npm/alpha@1.0.0' }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        ...statement,
      },
    ],
    ...document,
  };
}
