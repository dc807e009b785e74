import { vendorOf } from '../package-vendor.js';
import { rate, type Rated, type SourceRating } from '../severity-order.js';
import type { TrivyCvss, TrivyVulnerability } from './trivy-report.js';

/** Stands for the source where Trivy does not say whose severity it took. */
const TRIVY = 'trivy';

/** `VendorSeverity` counts so. */
const LEVELS = ['UNKNOWN', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];

/** Trivy's own choice first, then the one order of all formats. */
export function trivySeverity(entry: TrivyVulnerability): Rated {
  const chosen = entry.SeveritySource || TRIVY;
  return rate(ratingsOf(entry, chosen), { chosen, vendor: vendorOf(entry.PkgIdentifier?.PURL) });
}

function ratingsOf(entry: TrivyVulnerability, chosen: string): SourceRating[] {
  const ratings: SourceRating[] = [{ source: chosen, word: entry.Severity }];
  const words = new Map(Object.entries(entry.VendorSeverity ?? {}).map(([source, level]) => [source, wordOf(level)]));
  for (const [source, word] of words) ratings.push({ source, word });
  for (const [source, cvss] of Object.entries(entry.CVSS ?? {})) {
    // The severity of a source counts before its own score.
    const word = source === entry.SeveritySource ? entry.Severity : words.get(source);
    ratings.push(...scoresOf(cvss).map((rating) => ({ source, word, ...rating })));
  }
  return ratings;
}

function scoresOf(cvss: TrivyCvss): Pick<SourceRating, 'score' | 'vector' | 'method'>[] {
  return [
    { score: cvss.V3Score || null, vector: cvss.V3Vector || null, method: 'CVSSv3' },
    { score: cvss.V40Score || null, vector: cvss.V40Vector || null, method: 'CVSSv4' },
    { score: cvss.V2Score || null, vector: cvss.V2Vector || null, method: 'CVSSv2' },
  ].filter(({ score, vector }) => score !== null || vector !== null);
}

function wordOf(level: unknown): unknown {
  return typeof level === 'number' ? LEVELS[level] : level;
}
