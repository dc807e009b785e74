// Made by npm run generate, from the tables of the core.

export const FINDING_KINDS = ['match', 'secret', 'misconfiguration', 'licence'] as const;

export const KIND_NAME = {
  match: 'Vulnerability',
  secret: 'Secret',
  misconfiguration: 'Misconfiguration',
  licence: 'Licence',
} as const;

export const FORMAT_LABELS = {
  trivy: 'Trivy JSON',
  cyclonedx: 'CycloneDX JSON',
  grype: 'Grype JSON',
  sarif: 'SARIF',
} as const;
