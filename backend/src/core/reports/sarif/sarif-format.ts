import type { FormatParts } from '../format/report-format.js';
import { arrayOf, listOf, membersOf } from '../json-stream/split-layout.js';
import { SarifReader } from './sarif-reader.js';
import { sarifSchema } from './sarif-schema.js';

const tool = { rules: listOf('sarif.rules'), notifications: listOf('sarif.notifications') };

export const SARIF_FORMAT: FormatParts = {
  title: 'SARIF 2.1.0',
  reads: 'SARIF 2.1.0',
  isMarked: (document) =>
    Array.isArray(document['runs']) || document['runs'] === null || ('runs' in document && 'version' in document),
  members: {
    runs: arrayOf({
      results: listOf('sarif.results'),
      artifacts: listOf('sarif.artifacts'),
      logicalLocations: listOf('sarif.logicalLocations'),
      threadFlowLocations: listOf('sarif.threadFlowLocations'),
      addresses: listOf('sarif.addresses'),
      graphs: listOf('sarif.graphs'),
      webRequests: listOf('sarif.webRequests'),
      webResponses: listOf('sarif.webResponses'),
      tool: membersOf({ driver: membersOf(tool), extensions: arrayOf(tool) }),
    }),
  },
  isToldByLists: true,
  schema: sarifSchema,
  reader: (builder) => new SarifReader(builder),
};
