import type { ErrorObject } from 'ajv';
import { isMeantFor } from '../schema/unknown-key.js';

/** Keys that say which results there are and what becomes of them, without case and punctuation. */
const READ = new Set([
  'runs',
  'results',
  'tool',
  'driver',
  'extensions',
  'rules',
  'ruleid',
  'ruleindex',
  'rule',
  'id',
  'index',
  'guid',
  'kind',
  'level',
  'message',
  'text',
  'locations',
  'suppressions',
  'status',
  'invocations',
  'executionsuccessful',
  'properties',
  'toolexecutionnotifications',
  'defaultconfiguration',
  'ruleconfigurationoverrides',
  'securityseverity',
]);

/** Keywords about the form of a detail: addresses, dates, numbers out of range, repetitions. */
const FORMS = new Set(['format', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'uniqueItems', 'minItems']);

/** Lists, and keys of a result or a run, that nothing is read of. */
const UNREAD_LISTS = new Set(
  ['threadFlowLocations', 'addresses', 'graphs', 'webRequests', 'webResponses'].map((name) => `sarif.${name}`),
);
const UNREAD_KEYS = new Set([
  'fingerprints',
  'partialFingerprints',
  'hashes',
  'stacks',
  'codeFlows',
  'graphs',
  'graphTraversals',
  'fixes',
  'attachments',
  'provenance',
  'webRequest',
  'webResponse',
  'taxa',
  'rank',
  'occurrenceCount',
  'hostedViewerUri',
  'workItemUris',
  'correlationGuid',
  'analysisTarget',
  'versionControlProvenance',
  'conversion',
  'taxonomies',
  'translations',
  'policies',
  'redactionTokens',
  'columnKind',
  'defaultEncoding',
  'defaultSourceLanguage',
]);

/** Indices lead from a result to its rule and its places. */
const INDEX = /\/(?:ruleIndex|index|parentIndex)$/;

/** Which errors touch the results that there are, and their severities. */
export function decidesInSarif(list: string | null, error: ErrorObject): boolean {
  if (list !== null && UNREAD_LISTS.has(list)) return false;
  const steps = error.instancePath.split('/').slice(1);
  const [first, , third] = steps;
  if (list === 'sarif.results' && first !== undefined && UNREAD_KEYS.has(first)) return false;
  if (list === null && first === 'runs' && third !== undefined && UNREAD_KEYS.has(third)) return false;
  switch (error.keyword) {
    case 'required':
      return !(list === null && third === 'invocations' && error.params['missingProperty'] === 'executionSuccessful');
    case 'additionalProperties':
      return isMeantFor(error, READ);
    default:
      return !FORMS.has(error.keyword) || INDEX.test(error.instancePath);
  }
}
