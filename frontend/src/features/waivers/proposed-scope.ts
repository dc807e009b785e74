import type { FindingDetail, WaiverScope } from '@/lib/api/types';

/** What of an artifact it takes to propose a waiver of one of its findings. */
export interface WaivableArtifact {
  readonly project: string;
  readonly image: string;
  /** In the order of the policy. */
  readonly environments: readonly {
    readonly environment: string;
    /** Of each rule that fails there the findings that are listed, and how many there are. */
    readonly failing: readonly { readonly ids: readonly string[]; readonly count: number }[];
  }[];
}

/** The narrowest scope that covers a finding of an image: its advisory or rule, in that version of the component or at that path. */
export function proposedScope(
  { advisory, rule, component, path }: FindingDetail,
  image: string,
): Omit<WaiverScope, 'environments'> {
  const purl = component?.purl ?? null;
  return {
    ...(advisory !== null ? { advisory: advisory.id } : rule === null ? {} : { rule }),
    ...(purl === null ? {} : { component: purl }),
    ...(purl === null && path !== null ? { path } : {}),
    image,
  };
}

/** The environments that the artifact cannot ship to because of the finding. Where a verdict does not list all findings, it may be by it. */
export function environmentsThatFail({ environments }: WaivableArtifact, findingId: string): string[] {
  return environments
    .filter(({ failing }) => failing.some(({ ids, count }) => ids.includes(findingId) || count > ids.length))
    .map(({ environment }) => environment);
}
