import { labelsIn } from './package-in-result.js';

export interface LicenceInResult {
  readonly name: string;
  readonly package: string;
}

/** Snyk's rules: `snyk:lic:npm:symbol:MPL-2.0`. */
const SNYK = /^snyk:lic:[^:]+:(.+):([^:]+)$/;

/** Which package has which licence, as Trivy (rule `musl:MIT`, message `PkgName: musl`) and Snyk write it. */
export function licenceInResult(ruleId: string, message: string): LicenceInResult | null {
  const [, snykPackage, snykName] = SNYK.exec(ruleId) ?? [];
  if (snykPackage !== undefined && snykName !== undefined) return { package: snykPackage, name: snykName };
  const named = labelsIn([message]).get('pkgname') ?? '';
  if (named === '' || !ruleId.startsWith(`${named}:`)) return null;
  return { package: named, name: ruleId.slice(named.length + 1) };
}
