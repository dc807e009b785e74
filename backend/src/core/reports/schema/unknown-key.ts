import type { ErrorObject } from 'ajv';

/**
 * Whether a key that the format does not know looks like one that is read: `Components` or `bom_ref` in another spelling. What
 * stands there was meant, and read over it would be missing.
 */
export function isMeantFor(error: ErrorObject, read: ReadonlySet<string>): boolean {
  const params: Record<string, unknown> = error.params;
  const key = params['additionalProperty'] ?? params['unevaluatedProperty'];
  return typeof key === 'string' && read.has(key.toLowerCase().replace(/[^a-z]/g, ''));
}
