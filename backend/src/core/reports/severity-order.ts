import { lookupTable } from '../model/lookup-table.js';
import { remembered } from '../model/remembered.js';
import type { Severity } from '../model/severity.js';
import { cvssScoreOf } from './cvss-score.js';
import { severityOfScore, severityOfWord } from './severity-words.js';

/** One source's rating of one vulnerability, as a report writes it. */
export interface SourceRating {
  /** `nvd`, `ghsa`, `debian`, …, in any of the spellings that tools use; null where the report names no source. */
  readonly source: string | null;
  readonly word?: unknown;
  readonly score?: number | null;
  readonly vector?: string | null;
  /** As CycloneDX names it (`CVSSv31`) or as a number (`3.1`). */
  readonly method?: string | null;
}

export interface Rated {
  readonly severity: Severity;
  /** CVSS base score 0–10 of the rating that decided, else of the first in the same order that has one. */
  readonly score: number | null;
  readonly vector: string | null;
}

/**
 * The one order of severity for all formats. The rating of the source that the scanner chose comes first, then that of
 * the distribution's vendor, of GitHub, of NVD, of others by name. The first that rates at all decides, and within one
 * source CVSS 3.1, 3.0, 4.0, then 2.0.
 *
 * Of a rating, its severity counts; if that is missing or `unknown`, its score; if that is missing, the score of its
 * vector. `vendor` is the distribution whose package it is, null for any other package.
 */
export function rate(
  ratings: readonly SourceRating[],
  { chosen = null, vendor = null }: { readonly chosen?: string | null; readonly vendor?: string | null } = {},
): Rated {
  const first = [chosen, vendor, 'ghsa', 'nvd'].map((name) => (name === null ? null : sourceName(name)));
  const ranked = ratings.map((rating) => {
    const name = rating.source === null ? null : sourceName(rating.source);
    const place = name === null ? -1 : first.indexOf(name);
    return { rating: read(rating), name: name ?? '', rank: place < 0 ? first.length : place };
  });
  ranked.sort(
    (a, b) =>
      a.rank - b.rank ||
      (a.name < b.name ? -1 : Number(a.name > b.name)) ||
      methodRank(a.rating.method) - methodRank(b.rating.method) ||
      (b.rating.score ?? -1) - (a.rating.score ?? -1),
  );
  const deciding = ranked.find(({ rating }) => rating.severity !== 'unknown')?.rating;
  const scored = [deciding, ...ranked.map(({ rating }) => rating)].find((rating) => (rating?.score ?? null) !== null);
  return {
    severity: deciding?.severity ?? 'unknown',
    score: scored?.score ?? null,
    vector: scored?.vector ?? deciding?.vector ?? null,
  };
}

interface ReadRating extends Rated {
  readonly method: string | null;
}

function read({ word, score, vector = null, method = null }: SourceRating): ReadRating {
  const computed = vector === null ? null : cvssScoreOf(vector);
  const version = computed?.version ?? numberOf(method);
  const given = typeof score === 'number' && score >= 0 && score <= 10 ? score : (computed?.score ?? null);
  // Other methods, such as OWASP's or SSVC, count otherwise: their number is no CVSS score.
  const cvss = version === null && method !== null ? null : given;
  const said = severityOfWord(word);
  return {
    severity: said === 'unknown' ? severityOfScore(cvss, version === '2.0' ? '2.0' : '3.1') : said,
    score: cvss,
    vector,
    method: version,
  };
}

const ORDER = ['3.1', '3.0', '4.0', '2.0'];

function methodRank(version: string | null): number {
  const place = version === null ? -1 : ORDER.indexOf(version);
  return place < 0 ? ORDER.length : place;
}

/** CycloneDX's `CVSSv31`, Grype's `3.1`. */
function numberOf(method: string | null): string | null {
  const [, major, minor] = /^(?:cvss)?v?([234])\.?([01])?$/i.exec(method?.trim() ?? '') ?? [];
  if (major === undefined) return null;
  return major === '3' ? `3.${minor ?? '0'}` : `${major}.0`;
}

/** The same name for a source in the spellings of Trivy (`ghsa`), Grype (`github:language:npm`) and others. */
export const sourceName = remembered(nameOf, { most: 1_000, longest: 200 });

function nameOf(written: string): string {
  const text = written.trim().toLowerCase();
  if (/^(?:nvd|https?:\/\/nvd\.nist\.gov|national vulnerability database)/.test(text)) return 'nvd';
  if (/^(?:ghsa|github)/.test(text) || text.includes('github.com/advisories')) return 'ghsa';
  const [name = text] = text.split(/:distro:|:/);
  return VENDORS[name] ?? name;
}

const VENDORS: Readonly<Record<string, string>> = lookupTable({
  rhel: 'redhat',
  'red hat': 'redhat',
  amzn: 'amazon',
  amazonlinux: 'amazon',
  ol: 'oracle',
  'oracle-oval': 'oracle',
  oraclelinux: 'oracle',
  almalinux: 'alma',
  rockylinux: 'rocky',
  sles: 'suse',
  'suse-cvrf': 'suse',
  opensuse: 'suse',
  'opensuse-cvrf': 'suse',
  mariner: 'azurelinux',
  'cbl-mariner': 'azurelinux',
  azure: 'azurelinux',
});
