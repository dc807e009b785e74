import { Injectable } from '@nestjs/common';
import { type AuditSource, dataOf } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { OutdatedScans } from '../scans/outdated-scans.js';
import { EvaluationService } from './evaluation.service.js';
import { EnvironmentUnknownError } from './gate.errors.js';
import { type StandingVerdict, VerdictsRepository } from './verdicts.repository.js';

/** Which verdicts are to stand, and who caused that they may be others: data alone. */
export interface Wanted {
  readonly artifactId: number;
  /** Every one of the policy, where none are named. */
  readonly environments?: readonly string[] | undefined;
  readonly source: AuditSource;
}

/**
 * So much may be judged where requests are answered, once for each environment, as VerdictsRepository.weigh has it: some 450 findings as
 * scanners report them, which hold that thread for about 10 ms, and the worst that can be made of it for about 20. Such
 * artifacts need not wait for another thread, or for one to start.
 */
export const MOST_HERE = 20_000;

/** Has verdicts stand, for those who are about to answer with them: in a thread of its own where it is much work. */
@Injectable()
export class FreshVerdicts {
  private giveElsewhere: ((wanted: Wanted) => Promise<readonly StandingVerdict[]>) | null = null;

  constructor(
    private readonly audit: AuditLog,
    private readonly verdicts: VerdictsRepository,
    private readonly evaluation: EvaluationService,
    private readonly outdatedScans: OutdatedScans,
  ) {}

  /** Called once, when the application starts: threads are above the gate. */
  evaluateBy(giveElsewhere: (wanted: Wanted) => Promise<readonly StandingVerdict[]>): void {
    this.giveElsewhere = giveElsewhere;
  }

  /**
   * The verdicts that stand, with new ones where none does; none for an artifact that is gone. Outside of any transaction: whoever
   * held the artifact would wait for another thread that waits for the artifact.
   */
  async give(wanted: Wanted, active: ActivePolicyVersion): Promise<readonly StandingVerdict[]> {
    const { artifactId, source } = wanted;
    const known = active.policy.environments.map(({ name }) => name);
    const environments = wanted.environments ?? known;
    for (const name of environments) if (!known.includes(name)) throw new EnvironmentUnknownError(name, known);
    await this.outdatedScans.bringUpToDate(artifactId);
    if (this.giveElsewhere !== null && (await this.isMuch(artifactId, active, environments))) {
      return this.giveElsewhere({ ...wanted, source: dataOf(source) });
    }
    return this.audit.changeInSql(source, async (sql, note) => {
      const artifact = await this.verdicts.lockArtifact(sql, artifactId);
      if (artifact === null) return [];
      return this.evaluation.standingOrNew(sql, note, artifact, active, new Date(), [...environments]);
    });
  }

  /** Where only some senders' scans count, those may be others than the ones that are current among all. */
  private async isMuch(
    artifactId: number,
    { policy }: ActivePolicyVersion,
    environments: readonly string[],
  ): Promise<boolean> {
    const hasSenders = policy.environments.some(
      ({ name, settings }) => environments.includes(name) && settings.evidence?.from !== undefined,
    );
    const most = MOST_HERE / environments.length;
    return (await this.verdicts.weigh(artifactId, hasSenders ? 'all' : 'current', most)) > most;
  }
}
