/**
 * Vendors' bulletins, each of which may bundle several vulnerabilities. They are never aliases: through one
 * bulletin, all the vulnerabilities that it fixes would become one advisory.
 */
const BULLETIN =
  /^(?:DSA|DLA|RHSA|RHBA|RHEA|ELSA|ALAS\w*|USN|LSN|SUSE-|openSUSE-|FEDORA-|ASA|TEMP|RLSA|ALSA|ALBA|GLSA|CGA|AZL|PHSA)\b/i;

/** Every identifier of the advisory that a claim names, sorted, the one it leads with among them. */
export function advisoryIds(reportedId: string, others: readonly unknown[]): string[] {
  const ids = new Set([reportedId]);
  if (!BULLETIN.test(reportedId)) {
    for (const other of others) {
      if (typeof other === 'string' && other.trim() !== '' && !BULLETIN.test(other)) ids.add(other.trim());
    }
  }
  return [...ids].toSorted();
}
