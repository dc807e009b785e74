import { Injectable } from '@nestjs/common';
import { type AuditSource, dataOf } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { OutdatedScans } from '../scans/outdated-scans.js';
import { EvaluationService, type GivenOutcome } from './evaluation.service.js';
import { EnvironmentUnknownError } from './gate.errors.js';
import { IntroducedFindings } from './introduced-findings.js';
import { type EvaluationPlace, TooMuchHereError } from './stored-facts.js';
import { type StandingVerdict, VerdictsRepository } from './verdicts.repository.js';

/** Which verdicts are to stand, and who caused that they may be others: data alone. */
export interface Wanted {
  readonly artifactId: number;
  /** Every one of the policy, where none are named. */
  readonly environments?: readonly string[] | undefined;
  readonly source: AuditSource;
}

/**
 * So much may be judged from claims where requests are answered, once for each environment, as VerdictsRepository.weigh has it: some 450
 * findings as scanners report them, which hold that thread for about 10 ms, and the worst that can be made of it for about 20. Such
 * artifacts need not wait for another thread, or for one to start.
 */
export const MOST_CLAIMS_HERE = 20_000;

/** Environments that verdicts are given for besides those that are asked about. */
const MOST_OTHERS = 3;

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
   * The current verdicts, with new ones where there is none; empty for an artifact that is gone. Call it outside of any
   * transaction: one that holds the artifact would wait for another thread that waits for the artifact.
   */
  async give(wanted: Wanted, active: ActivePolicyVersion): Promise<readonly GivenOutcome[]> {
    const { artifactId, source } = wanted;
    const known = active.policy.environments.map(({ name }) => name);
    const environments = wanted.environments ?? known;
    for (const name of environments) if (!known.includes(name)) throw new EnvironmentUnknownError(name, known);
    await this.outdatedScans.bringUpToDate(artifactId);
    const { giveElsewhere } = this;
    if (giveElsewhere === null) return this.giveHere(wanted, active, environments, 'anywhere');
    const elsewhere = async (names = environments): Promise<readonly StandingVerdict[]> => {
      const given = await giveElsewhere({ artifactId, environments: names, source: dataOf(source) });
      return given.filter(({ environment }) => environments.includes(environment));
    };
    const ofSenders = environmentsOfSenders(active);
    if (environments.some((name) => ofSenders.has(name))) {
      // Theirs are read from claims, and may be others than the ones that are current among all.
      const most = MOST_CLAIMS_HERE / environments.length;
      const isMuch = (await this.verdicts.weigh(artifactId, most)) > most;
      return isMuch ? elsewhere() : this.giveHere(wanted, active, environments, 'anywhere');
    }
    // Most of the work is to hold, read and write, and the other environments are asked about next.
    const ofRunning = IntroducedFindings.environmentsOf(active.policy);
    const isMore = (name: string) => ofSenders.has(name) || ofRunning.includes(name) || environments.includes(name);
    const all = [...environments, ...known.filter((name) => !isMore(name)).slice(0, MOST_OTHERS)];
    try {
      const given = await this.giveHere(wanted, active, all, 'here');
      return given.filter(({ environment }) => environments.includes(environment));
    } catch (error) {
      if (error instanceof TooMuchHereError) return elsewhere(all);
      throw error;
    }
  }

  private giveHere(
    { artifactId, source }: Wanted,
    active: ActivePolicyVersion,
    environments: readonly string[],
    place: EvaluationPlace,
  ): Promise<readonly GivenOutcome[]> {
    return this.audit.changeInSql(source, async (sql, note) => {
      const artifact = await this.verdicts.lockArtifact(sql, artifactId);
      if (artifact === null) return [];
      return this.evaluation.standingOrNew(sql, note, artifact, active, new Date(), [...environments], place);
    });
  }
}

/** Those for which only some senders' scans count. */
function environmentsOfSenders({ policy }: ActivePolicyVersion): ReadonlySet<string> {
  return new Set(
    policy.environments.flatMap(({ name, settings }) => (settings.evidence?.from === undefined ? [] : [name])),
  );
}
