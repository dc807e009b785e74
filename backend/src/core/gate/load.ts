import type { SeverityCounts } from '../model/severity.js';

/**
 * How deep the artifact lies in the water: its open risk, weighted by severity, on a logarithmic scale.
 * 0 for none; one critical is about 10, and ten times the risk is 3.3 more.
 */
export function load({ critical, high, medium, low, unknown }: SeverityCounts): number {
  return Math.log2(1 + 1000 * critical + 100 * high + 10 * medium + low + 2 * unknown);
}
