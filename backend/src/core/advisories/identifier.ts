const CVE = /^CVE-\d{4}-\d{4,}$/i;
/** A database's own record of a CVE: `DEBIAN-CVE-…`, `UBUNTU-CVE-…`, `CURL-CVE-…`. */
const RECORD_OF_CVE = /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-(CVE-\d{4}-\d{4,})$/i;
const GHSA = /^GHSA(?:-[0-9a-z]{4}){3}$/i;

/**
 * One spelling for each identifier: `CVE-…` in capitals, also where a database puts its name before it, and `GHSA-…`
 * with a small tail; others as written, trimmed.
 */
export function normaliseIdentifier(written: string): string {
  const id = written.trim();
  if (CVE.test(id)) return id.toUpperCase();
  if (GHSA.test(id)) return `GHSA${id.slice(4).toLowerCase()}`;
  return RECORD_OF_CVE.exec(id)?.[1]?.toUpperCase() ?? id;
}

/** Takes a normalised identifier. */
export function isCve(id: string): boolean {
  return id.startsWith('CVE-') && CVE.test(id);
}

/** Which of two names an advisory is led by: its CVE, else its GHSA, else the first by the alphabet. */
export function compareLeads(a: string, b: string): number {
  return leadRank(a) - leadRank(b) || (a < b ? -1 : Number(a > b));
}

function leadRank(id: string): number {
  if (isCve(id)) return 0;
  return id.startsWith('GHSA-') ? 1 : 2;
}
