import type { FormatParts } from '../format/report-format.js';
import { arrayOf, listOf, membersOf } from '../json-stream/split-layout.js';
import { TrivyReader } from './trivy-reader.js';
import { TRIVY_SCHEMA } from './trivy-schema.js';

const result = {
  Vulnerabilities: listOf('trivy.vulnerabilities'),
  Packages: listOf('trivy.packages'),
  Misconfigurations: listOf('trivy.misconfigurations'),
  Secrets: listOf('trivy.secrets'),
  Licenses: listOf('trivy.licences'),
  ExperimentalModifiedFindings: listOf('trivy.modified'),
  CustomResources: listOf('trivy.custom'),
};

const resources = arrayOf({ Results: arrayOf(result) });

export const TRIVY_FORMAT: FormatParts = {
  title: 'Trivy',
  reads: 'Trivy JSON (trivy --format json)',
  isMarked,
  members: {
    Results: arrayOf(result),
    Resources: resources,
    Findings: resources,
    Vulnerabilities: resources,
    Misconfigurations: resources,
  },
  // Schema 1 is a bare list of results.
  elements: membersOf(result),
  isToldByLists: true,
  schema: async () => TRIVY_SCHEMA,
  reader: (builder) => new TrivyReader(builder),
};

function isMarked(document: Readonly<Record<string, unknown>>): boolean {
  if ('SchemaVersion' in document && ('ArtifactName' in document || 'Results' in document)) return true;
  if ('ClusterName' in document) return true;
  return Array.isArray(document['Results']) && 'ArtifactName' in document;
}
