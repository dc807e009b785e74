import { Injectable } from '@nestjs/common';
import type { FindingColumns } from '../../core/columns/finding-columns.js';
import { FIX_STATES } from '../../core/findings/fix-state.js';
import type { Finding } from '../../core/findings/finding.js';
import type { FirstSeen } from '../../core/gate/first-seen.js';
import { overdueIn, type TimedFinding } from '../../core/gate/overdue-in.js';
import { FINDING_KINDS } from '../../core/model/finding-kind.js';
import { SEVERITIES } from '../../core/model/severity.js';
import { Database } from '../../database/database.js';
import { FirstSeenRepository } from '../first-seen/first-seen.repository.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import type { FindingOverdue } from './dto/finding.dto.js';
import type { WaiversOf } from './finding-waivers.js';

/** Of a finding that is a vulnerability. */
export interface FindingTime {
  /** When it was first seen in the image, in milliseconds since 1970. */
  readonly firstSeen: number;
  readonly overdue: readonly FindingOverdue[];
}

const MATCH = FINDING_KINDS.indexOf('match');

/** An artifact's vulnerabilities by time: how long they have been open, and in which environments they are overdue now. */
export class ArtifactTimes {
  constructor(
    private readonly firstSeen: FirstSeen,
    private readonly environments: readonly {
      readonly name: string;
      readonly hasDeadlines: boolean;
      readonly overdue: ReturnType<typeof overdueIn>;
    }[],
    /** Of now, in milliseconds since 1970. */
    readonly at: number,
  ) {}

  /** Null for what is no vulnerability. What a waiver clears in an environment is not overdue there. */
  of(finding: Finding, waiversOf: WaiversOf): FindingTime | null {
    const firstSeen = this.firstSeen.of(finding, this.at);
    if (firstSeen === null) return null;
    const overdue = this.overdueOf(finding, firstSeen);
    const waived = overdue.length === 0 ? [] : waiversOf(finding).map(({ environment }) => environment);
    return { firstSeen, overdue: overdue.filter(({ environment }) => !waived.includes(environment)) };
  }

  /** Whether the policy names one. */
  get hasDeadlines(): boolean {
    return this.environments.some(({ hasDeadlines }) => hasDeadlines);
  }

  /** By row whether it is overdue in some environment. */
  overdueRows(columns: FindingColumns, waiversOf: WaiversOf): Uint8Array {
    const rows = new Uint8Array(columns.count);
    if (!this.hasDeadlines) return rows;
    for (const { row, firstSeen } of this.eachRow(columns)) {
      if (this.overdueOfRow(columns, row, firstSeen, waiversOf).length > 0) rows[row] = 1;
    }
    return rows;
  }

  overdueOfRow(
    columns: FindingColumns,
    row: number,
    firstSeen: number,
    waiversOf: WaiversOf,
  ): readonly FindingOverdue[] {
    if (this.overdueOf(timedIn(columns, row), firstSeen).length === 0) return [];
    return this.of(columns.finding(row, ''), waiversOf)?.overdue ?? [];
  }

  /** Each vulnerability, and when it was first seen in the image. */
  *eachRow(columns: FindingColumns): Generator<{ readonly row: number; readonly firstSeen: number }> {
    // The same subject is the same advisory, in however many components.
    const bySubject = new Map<number, number>();
    for (let row = 0; row < columns.count; row += 1) {
      if (columns.kindOf(row) !== MATCH) continue;
      const subject = columns.subjects[row] ?? 0;
      let firstSeen = bySubject.get(subject);
      if (firstSeen === undefined) bySubject.set(subject, (firstSeen = this.firstSeenIn(columns, row)));
      yield { row, firstSeen };
    }
  }

  private firstSeenIn(columns: FindingColumns, row: number): number {
    const published = columns.publishedAtOf(row);
    const advisory = { id: columns.nameOf(row), aliases: columns.aliasesOf(row) };
    const publishedAt = published === null ? null : new Date(published).toISOString();
    return this.firstSeen.of({ advisory, publishedAt }, this.at) ?? this.at;
  }

  private overdueOf(finding: TimedFinding, firstSeen: number): FindingOverdue[] {
    return this.environments.flatMap(({ name, overdue }) => {
      const since = overdue(finding, firstSeen, this.at);
      return since === null ? [] : [{ environment: name, since: new Date(since).toISOString() }];
    });
  }
}

function timedIn(columns: FindingColumns, row: number): TimedFinding {
  return {
    severity: SEVERITIES[columns.severityOf(row)] ?? 'unknown',
    fix: FIX_STATES[columns.fixOf(row)] ?? 'unknown',
  };
}

@Injectable()
export class FindingTimes {
  constructor(
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
    private readonly firstSeen: FirstSeenRepository,
  ) {}

  /** Null for an artifact that is gone. */
  async ofArtifact(artifactId: number, at = new Date()): Promise<ArtifactTimes | null> {
    const firstSeen = await this.firstSeen.load(this.database, artifactId);
    if (firstSeen === null) return null;
    const { policy } = await this.policies.get();
    const environments = policy.environments.map(({ name, settings }) => ({
      name,
      hasDeadlines: settings.vulnerabilities?.deadlines !== undefined,
      overdue: overdueIn(settings),
    }));
    return new ArtifactTimes(firstSeen, environments, at.getTime());
  }
}
