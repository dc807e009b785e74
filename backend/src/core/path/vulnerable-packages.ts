import { hash } from 'node:crypto';
import type { Finding } from '../findings/finding.js';
import { compareText } from '../findings/order.js';
import { counted, listedShort } from '../gate/words.js';
import { parsePurl } from '../model/purl.js';
import { countBySeverity, type Severity, type SeverityCounts, severityRank } from '../model/severity.js';
import { type PackageGroup, packageGroups, type SourceOf } from '../upgrades/package-group.js';
import { isToolchain, toolchainVersion } from '../upgrades/toolchain.js';
import { upgradeOptions } from '../upgrades/upgrade-options.js';

/** Vulnerabilities by what has to be upgraded: a source package with those that are built from it, or one package. */
export interface VulnerablePackage {
  /** The same as long as it is the same package at the same version. 32 hex digits. */
  readonly id: string;
  /** Package URL type. */
  readonly type: string;
  /** Of the package URL, for packages of a distribution its name; null where it is not known. */
  readonly namespace: string | null;
  /** The source package where it is known, else the first package. */
  readonly name: string;
  /** The packages in which vulnerabilities were found, sorted. */
  readonly packages: readonly string[];
  /** The installed version, of several the lowest; null where one is not known. */
  readonly version: string | null;
  readonly findingCount: number;
  readonly severities: SeverityCounts;
  readonly worstSeverity: Severity;
  /** The lowest version that fixes all that any version fixes; null where none is named. */
  readonly fixedBy: string | null;
  /** How many of the findings that version fixes. */
  readonly fixedCount: number;
  /** `openssl: 6 vulnerabilities in libcrypto3 and libssl3, all fixed by 3.5.4-r0.` */
  readonly sentence: string;
}

/** Worst first, then those of most findings. Findings that are in no package are left out. */
export function vulnerablePackages(findings: readonly Finding[], sourceOf: SourceOf): VulnerablePackage[] {
  const matches = findings.filter(({ kind, component }) => kind === 'match' && component !== null);
  return packageGroups(matches, sourceOf).map(packageOf).sort(inOrder);
}

function packageOf(group: PackageGroup): VulnerablePackage {
  const { type, name, from, components, findings } = group;
  const severities = countBySeverity(findings);
  const best = upgradeOptions(group)
    .map(({ to, clears }) => ({ to, count: clears.reduce((sum, each) => sum + each.findings.length, 0) }))
    .reduce<{ to: string; count: number } | null>((a, b) => (a === null || b.count > a.count ? b : a), null);
  const packages = components.map((component) => component.name);
  const fixed = { fixedBy: best?.to ?? null, fixedCount: best?.count ?? 0 };
  return {
    id: hash('sha256', JSON.stringify([type, name, from, packages]), 'hex').slice(0, 32),
    type,
    namespace: parsePurl(components[0]?.purl ?? '')?.namespace ?? null,
    name,
    packages,
    version: from,
    findingCount: findings.length,
    severities,
    worstSeverity: findings.reduce<Severity>(
      (worst, { severity }) => (severityRank(severity) > severityRank(worst) ? severity : worst),
      'unknown',
    ),
    ...fixed,
    sentence: sentenceOf(group, packages, fixed),
  };
}

function inOrder(a: VulnerablePackage, b: VulnerablePackage): number {
  return (
    severityRank(b.worstSeverity) - severityRank(a.worstSeverity) ||
    b.findingCount - a.findingCount ||
    compareText(a.name, b.name) ||
    compareText(a.id, b.id)
  );
}

type Fixed = Pick<VulnerablePackage, 'fixedBy' | 'fixedCount'>;

function sentenceOf(group: PackageGroup, packages: readonly string[], fixed: Fixed): string {
  const { name, findings } = group;
  const found = counted(findings.length, 'vulnerability', 'vulnerabilities');
  const isItself = packages.length === 1 && packages[0] === name;
  return `${name}: ${found}${isItself ? '' : ` in ${listedShort(packages)}`}, ${fixWords(group, fixed)}.`;
}

function fixWords(group: PackageGroup, { fixedBy, fixedCount }: Fixed): string {
  const { findings } = group;
  if (fixedBy === null) {
    if (findings.every(({ fix }) => fix === 'none')) return 'no fix is available';
    return findings.some(({ fixedVersions }) => fixedVersions.length > 0)
      ? 'no version above the installed one fixes any'
      : 'no report names a version that fixes any';
  }
  const by = isToolchain(group) ? `Go ${toolchainVersion(fixedBy)}` : fixedBy;
  if (findings.length === 1) return `fixed by ${by}`;
  return `${fixedCount === findings.length ? 'all' : `${fixedCount} of them`} fixed by ${by}`;
}
