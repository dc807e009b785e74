import type { PreviewedFinding } from '@/lib/api/types';

/** A finding of an artifact, with the environments in which it changes the same way. */
export interface ChangedFinding extends Omit<PreviewedFinding, 'environment'> {
  readonly environments: readonly string[];
}

/** The same finding once, in the order of the answer. */
export function byFinding(findings: readonly PreviewedFinding[]): ChangedFinding[] {
  const known = new Map<string, ChangedFinding & { environments: string[] }>();
  for (const { environment, ...finding } of findings) {
    const key = `${finding.artifactId} ${finding.id} ${finding.proposed}`;
    const same = known.get(key);
    if (same) same.environments.push(environment);
    else known.set(key, { ...finding, environments: [environment] });
  }
  return [...known.values()];
}

/** "CVE-2024-3094 in xz-utils 5.6.0", "aws-key in app/.env". */
export function findingInWords({ advisory, rule, component, version, path }: ChangedFinding): string {
  const place = component === null ? path : [component, version].filter((part) => part !== null).join(' ');
  return [advisory ?? rule, place].filter((part) => part !== null).join(' in ');
}
