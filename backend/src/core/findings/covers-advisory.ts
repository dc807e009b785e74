import { isCve } from '../advisories/identifier.js';
import type { Finding } from './finding.js';

/**
 * Whether what is said of a vulnerability by this normalised identifier is said of the finding. A bulletin that bundles several CVEs is led by
 * its own name, and is not covered by what is said of one of them.
 */
export function coversAdvisory(id: string, advisory: Finding['advisory']): boolean {
  if (advisory === null) return false;
  return advisory.id === id || (!isCve(id) && advisory.aliases.includes(id));
}
