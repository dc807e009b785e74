import type { ErrorObject } from 'ajv';
import { isMeantFor } from '../schema/unknown-key.js';

/** Keys that say which components, services and vulnerabilities there are, without case and punctuation. */
const READ = new Set([
  'components',
  'component',
  'vulnerabilities',
  'vulnerability',
  'services',
  'metadata',
  'type',
  'name',
  'version',
  'group',
  'purl',
  'bomref',
  'id',
  'affects',
  'affected',
  'ref',
  'ratings',
  'analysis',
  'versions',
]);

const COMPONENT_KEYS = new Set(['type', 'name', 'version', 'group', 'purl', 'bom-ref', 'components']);
const SERVICE_KEYS = new Set(['name', 'bom-ref', 'services']);

/**
 * Which errors touch the components and vulnerabilities that there are. Licences, hashes, dates, addresses, ratings, people,
 * tools, dependencies and all else do not: what of them cannot be read is missing, and missing is unknown.
 */
export function decidesInBom(list: string | null, error: ErrorObject): boolean {
  const steps = error.instancePath.split('/').slice(1);
  switch (list) {
    case null:
      return decidesInSkeleton(steps, error);
    case 'cyclonedx.components':
      return decidesInEntry(steps, error, COMPONENT_KEYS, ['type', 'name']);
    case 'cyclonedx.services':
      return decidesInEntry(steps, error, SERVICE_KEYS, ['name']);
    case 'cyclonedx.vulnerabilities':
      return decidesInVulnerability(steps, error);
    default:
      return false;
  }
}

function decidesInSkeleton([first, second, ...steps]: string[], error: ErrorObject): boolean {
  if (first === undefined) {
    // An unknown key at the top is a list of another version, which nothing would read.
    return !['required', 'minProperties'].includes(error.keyword) || !isMissing(error, ['version', 'serialNumber']);
  }
  if (['bomFormat', 'specVersion', 'components', 'vulnerabilities', 'services'].includes(first)) return true;
  if (first !== 'metadata') return false;
  if (second === undefined) return error.keyword === 'type' || isMeantFor(error, READ);
  if (second !== 'component') return false;
  while (steps[0] === 'components' && steps.length > 1) steps.splice(0, 2);
  return decidesInEntry(steps, error, COMPONENT_KEYS, ['type', 'name']);
}

function decidesInEntry(
  [first]: string[],
  error: ErrorObject,
  keys: ReadonlySet<string>,
  required: readonly string[],
): boolean {
  if (first !== undefined) return keys.has(first);
  return error.keyword === 'type' || isMissing(error, required) || isMeantFor(error, READ);
}

function decidesInVulnerability(steps: string[], error: ErrorObject): boolean {
  const [first, , third] = steps;
  if (first === undefined) return error.keyword === 'type' || isMeantFor(error, READ);
  if (first === 'id') return true;
  if (first !== 'affects') return false;
  if (steps.length === 2) return error.keyword === 'type' || isMissing(error, ['ref']) || isMeantFor(error, READ);
  // Equal entries are one; all else about the list itself decides.
  return steps.length === 1 ? error.keyword !== 'uniqueItems' : third === 'ref';
}

function isMissing(error: ErrorObject, keys: readonly string[]): boolean {
  return error.keyword === 'required' && keys.includes(String(error.params['missingProperty']));
}
