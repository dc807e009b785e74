import { Injectable } from '@nestjs/common';
import type { FindingColumns } from '../../core/columns/finding-columns.js';
import { deadlinesOf } from '../../core/gate/deadlines.js';
import { SEVERITIES, type Severity, severityRank } from '../../core/model/severity.js';
import { type ArtifactTimes, FindingTimes } from '../findings/finding-times.js';
import { FindingWaivers, type WaiversOf } from '../findings/finding-waivers.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { CurrentFindings } from '../scans/current-findings.js';
import type { EnvironmentDeadline, OpenTime, OpenTimes } from './dto/open-times.dto.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const WORST_FIRST = SEVERITIES.toReversed();

/** How long an artifact's vulnerabilities have been open, and which deadlines have passed. */
@Injectable()
export class OpenTimesService {
  constructor(
    private readonly findings: CurrentFindings,
    private readonly times: FindingTimes,
    private readonly waivers: FindingWaivers,
    private readonly policies: ActivePolicyStore,
  ) {}

  /** Null for an artifact that is gone. */
  async of(artifactId: number): Promise<OpenTimes | null> {
    const { policy } = await this.policies.get();
    const [times, waiversOf] = await Promise.all([
      this.times.ofArtifact(artifactId),
      this.waivers.ofArtifact(artifactId),
    ]);
    if (times === null) return null;
    const asked = policy.environments.flatMap(({ name, settings }) => {
      const lengths = settings.vulnerabilities?.deadlines === undefined ? new Map() : deadlinesOf(settings);
      return WORST_FIRST.flatMap((severity) => {
        const length = lengths.get(severity) as number | undefined;
        return length === undefined ? [] : [{ environment: name, severity, days: length / DAY_MS }];
      });
    });
    return this.findings.readColumns(artifactId, async (_, columns) => summed(columns, times, waiversOf, asked));
  }
}

function summed(
  columns: FindingColumns,
  times: ArtifactTimes,
  waiversOf: WaiversOf,
  asked: readonly Omit<EnvironmentDeadline, 'overdue'>[],
): OpenTimes {
  const days = new Map<Severity, number[]>(WORST_FIRST.map((severity) => [severity, []]));
  const deadlines = asked.map((deadline) => ({ ...deadline, overdue: 0 }));
  for (const { row, firstSeen } of times.eachRow(columns)) {
    const rank = columns.severityOf(row);
    days.get(SEVERITIES[rank] ?? 'unknown')?.push(Math.floor((times.at - firstSeen) / DAY_MS));
    for (const { environment } of times.overdueOfRow(columns, row, firstSeen, waiversOf)) {
      const deadline = deadlines.find(
        (each) => each.environment === environment && severityRank(each.severity) === rank,
      );
      if (deadline !== undefined) deadline.overdue += 1;
    }
  }
  return { severities: WORST_FIRST.flatMap((severity) => openTime(severity, days.get(severity) ?? [])), deadlines };
}

function openTime(severity: Severity, days: readonly number[]): OpenTime[] {
  const ascending = days.toSorted((a, b) => a - b);
  const count = ascending.length;
  if (count === 0) return [];
  // Of an even number the longer one of the two in the middle.
  const [medianDays = 0, oldestDays = 0] = [ascending[Math.floor(count / 2)], ascending.at(-1)];
  return [{ severity, count, medianDays, oldestDays }];
}
