import { Injectable } from '@nestjs/common';
import { introducedSince } from '../../core/compare/introduced-since.js';
import type { ComparedSide } from '../../core/compare/side.js';
import { countingScans, type EvidenceRules, evidenceRulesOf } from '../../core/gate/counting-evidence.js';
import { currentScans } from '../../core/gate/current-scans.js';
import type { Facts } from '../../core/gate/facts.js';
import { asksForIntroduced, type Introduced, type NothingRunning } from '../../core/gate/introduced.js';
import type { Policy } from '../../core/policy/policy.js';
import type { Sql } from '../../database/database.js';
import { ListedComponentsRepository } from '../scans/listed-components.repository.js';
import type { StoredStamp } from '../scans/scan-records.repository.js';
import { RunningArtifactsRepository, type RunningRow } from './running-artifacts.repository.js';
import { StoredFacts } from './stored-facts.js';

/** An artifact as it is evaluated for an environment. */
export interface JudgedArtifact {
  readonly id: number;
  /** By the scans that count there. */
  readonly facts: Facts;
  /** Every scan of it. */
  readonly history: readonly StoredStamp[];
}

/** What artifacts add to what runs, from what is stored. Both sides are compared by the scans that count in the environment. */
@Injectable()
export class IntroducedFindings {
  constructor(
    private readonly running: RunningArtifactsRepository,
    private readonly facts: StoredFacts,
    private readonly components: ListedComponentsRepository,
  ) {}

  /** The environments of a policy with limits on what is introduced. */
  static environmentsOf({ environments }: Pick<Policy, 'environments'>): string[] {
    return environments.filter(({ settings }) => asksForIntroduced(settings)).map(({ name }) => name);
  }

  /** Undefined where the environment asks for nothing of the kind. Much work. */
  async of(
    sql: Sql,
    artifact: JudgedArtifact,
    policy: Policy,
    environment: string,
  ): Promise<Introduced | NothingRunning | undefined> {
    const settings = policy.environments.find(({ name }) => name === environment)?.settings ?? {};
    if (!asksForIntroduced(settings)) return undefined;
    const running = await this.running.findNow(sql, artifact.id, environment);
    if (running === null) return 'nothing-runs';
    if (running.outcome === 'fail') return 'deployed-in-spite';
    const rules = evidenceRulesOf(settings);
    const after = await this.sideOf(sql, artifact, rules);
    return introducedSince(running.id === artifact.id ? after : await this.runningSide(sql, running, rules), after);
  }

  private async runningSide(sql: Sql, running: RunningRow, rules: EvidenceRules): Promise<ComparedSide> {
    const history = await this.facts.historyOf(sql, running.id);
    const everybodys = await this.facts.ofEverybody(sql, running, history);
    const facts = await this.facts.ofCounting(sql, everybodys, history, rules);
    return this.sideOf(sql, { id: running.id, facts, history }, rules);
  }

  private async sideOf(sql: Sql, { id, facts, history }: JudgedArtifact, rules: EvidenceRules): Promise<ComparedSide> {
    const scanIds = currentScans(countingScans(history, rules)).map(({ scanId }) => scanId);
    return { facts, components: await this.components.list(sql, id, scanIds) };
  }
}
