import { decidesInSarif } from './decides-in-sarif.js';
import type { KnownDeviation, SchemaSource } from '../schema/report-schema.js';

/** Where tools bend the schema, and may: what is read is there all the same. */
const SARIF_DEVIATIONS: readonly KnownDeviation[] = [
  {
    list: 'sarif.results',
    at: /^$/,
    keyword: 'required',
    matches: (error) => error.params['missingProperty'] === 'message',
    because: 'a result without a message; its rule names it',
  },
  {
    list: 'sarif.rules',
    at: /^\/(?:help|shortDescription|fullDescription)$/,
    keyword: 'required',
    matches: (error) => error.params['missingProperty'] === 'text',
    because: 'a text in Markdown alone, as OSV-Scanner 2 writes its help; the Markdown is read',
  },
  {
    list: null,
    at: /^\/runs(?:\/\d+\/results)?$/,
    keyword: 'type',
    matches: (error) => error.data === null,
    because: 'null for a list that the tool could not make: nothing tells what was looked at',
  },
];

let source: Promise<SchemaSource> | null = null;

/** The published schema, loaded when the first SARIF report comes by. */
export function sarifSchema(): Promise<SchemaSource> {
  source ??= loadSource();
  return source;
}

async function loadSource(): Promise<SchemaSource> {
  const { default: root } = await import('../schema/published/sarif/sarif-2.1.0.json', { with: { type: 'json' } });
  return {
    root,
    lists: {
      'sarif.results': '#/definitions/result',
      'sarif.rules': '#/definitions/reportingDescriptor',
      'sarif.notifications': '#/definitions/reportingDescriptor',
      'sarif.artifacts': '#/definitions/artifact',
      'sarif.logicalLocations': '#/definitions/logicalLocation',
      'sarif.threadFlowLocations': '#/definitions/threadFlowLocation',
      'sarif.addresses': '#/definitions/address',
      'sarif.graphs': '#/definitions/graph',
      'sarif.webRequests': '#/definitions/webRequest',
      'sarif.webResponses': '#/definitions/webResponse',
    },
    deviations: SARIF_DEVIATIONS,
    decides: decidesInSarif,
  };
}
