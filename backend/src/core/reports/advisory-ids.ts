/**
 * Vendors' bulletins, each of which may bundle several vulnerabilities. They are never aliases: through one
 * bulletin, all the vulnerabilities that it fixes would become one advisory. Azure Linux's (AZL) and Chainguard's (CGA)
 * are none: each is about one vulnerability of one package.
 */
const BULLETIN = new RegExp(
  `^(?:${[
    'DSA|DTSA|DLA|ELA', // Debian, its testing and long-term support
    'RH[SBE]A|CE[SBE]A', // Red Hat, CentOS
    'EL[SBE]A|OVMSA', // Oracle
    'AL[SBE]A|RL[SBE]A|CLSA', // AlmaLinux, Rocky Linux, TuxCare
    'ALAS\\w*', // Amazon: ALAS2-, ALAS2023-, ALASDOCKER-, …
    'USN|LSN|SSN', // Ubuntu
    '(?:open)?SUSE-[A-Z]{2}', // SU for security, RU recommended, OU optional, FU feature
    'FEDORA|GLSA|MGAS?A|MDVSA|ASA|AVG|SSA', // Fedora, Gentoo, Mageia, Mandriva, Arch, Slackware
    'ROSA-SA|openEuler-SA|OESA|EulerOS-SA|PHSA|VMSA', // ROSA, openEuler, EulerOS, Photon OS, VMware
    'XSA', // Xen
    'TEMP', // Debian, before there is a CVE
  ].join('|')})\\b`,
  'i',
);

/** Every identifier of the advisory that a claim names, sorted, the one it leads with among them. */
export function advisoryIds(reportedId: string, others: readonly unknown[]): string[] {
  if (others.length === 0) return [reportedId];
  const ids = new Set([reportedId]);
  if (!BULLETIN.test(reportedId)) {
    for (const other of others) {
      if (typeof other === 'string' && other.trim() !== '' && !BULLETIN.test(other)) ids.add(other.trim());
    }
  }
  return [...ids].toSorted();
}
