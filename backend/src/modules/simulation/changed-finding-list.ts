import type { ChangedFinding } from '../../core/gate/changed-findings.js';
import { severityRank } from '../../core/model/severity.js';
import type { PreviewedFinding } from './dto/previewed-finding.dto.js';
import type { NamedArtifact } from './named-artifact.js';

/** So many are listed. */
export const MOST_FINDINGS = 100;

/** Findings that would begin, or cease, to count: how many, and the first of them. Worst first; of the same severity those of the newest artifact. */
export class ChangedFindingList {
  total = 0;
  private readonly listed: Listed[] = [];
  /** Whatever comes later and is no worse is on no list. */
  private last: Place | null = null;

  constructor(private readonly most = MOST_FINDINGS) {}

  /** Of one artifact and environment, in their order. */
  add(artifact: NamedArtifact, environment: string, changes: readonly ChangedFinding[]): void {
    this.total += changes.length;
    for (const change of changes) {
      const place = { rank: severityRank(change.finding.severity), artifactId: artifact.id };
      if (this.last !== null && compare(place, this.last) >= 0) continue;
      this.listed.push({ ...place, finding: told(artifact, environment, change) });
      if (this.listed.length >= 2 * this.most) this.shorten();
    }
  }

  /** What another list has come to, of other artifacts. */
  addAll({ total, listed }: FindingListPart): void {
    this.total += total;
    this.listed.push(...listed);
    if (this.listed.length >= 2 * this.most) this.shorten();
  }

  part(): FindingListPart {
    this.shorten();
    return { total: this.total, listed: this.listed };
  }

  list(): PreviewedFinding[] {
    this.shorten();
    return this.listed.map(({ finding }) => finding);
  }

  private shorten(): void {
    this.listed.sort(compare).splice(this.most);
    if (this.listed.length === this.most) this.last = this.listed.at(-1) ?? null;
  }
}

/** Data alone. */
export interface FindingListPart {
  readonly total: number;
  readonly listed: readonly Listed[];
}

interface Place {
  readonly rank: number;
  readonly artifactId: number;
}

interface Listed extends Place {
  readonly finding: PreviewedFinding;
}

function compare(one: Place, other: Place): number {
  return other.rank - one.rank || other.artifactId - one.artifactId;
}

function told(
  { id, project, image, digest }: NamedArtifact,
  environment: string,
  { finding, now, proposed }: ChangedFinding,
): PreviewedFinding {
  const { kind, severity, advisory, rule, component, path } = finding;
  return {
    artifactId: String(id),
    project,
    image,
    digest,
    environment,
    id: finding.id,
    kind,
    severity,
    advisory: advisory?.id ?? null,
    rule,
    component: component?.name ?? null,
    version: component?.version ?? null,
    path,
    now: now === null ? 'counts' : 'waived',
    proposed: proposed === null ? 'counts' : 'waived',
    waiver: (now ?? proposed)?.waiver ?? null,
  };
}
