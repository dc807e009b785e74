import { Injectable } from '@nestjs/common';
import { type SufficientUpgrades, sufficientUpgrades } from '../../core/path/sufficient-upgrades.js';
import { Database } from '../../database/database.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { StoredQuestions } from './stored-questions.js';
import { VerdictsRepository } from './verdicts.repository.js';

export interface UpgradesAsked {
  readonly artifactId: number;
  readonly environment: string;
}

/** The few upgrades by which an artifact passes. Much work: not where requests are answered. */
@Injectable()
export class SufficientUpgradesService {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly questions: StoredQuestions,
  ) {}

  /** Null for an artifact that is gone, or where the policy no longer has the environment. */
  async find(
    { artifactId, environment }: UpgradesAsked,
    active: ActivePolicyVersion,
  ): Promise<SufficientUpgrades | null> {
    if (active.policy.environments.every(({ name }) => name !== environment)) return null;
    return this.database.snapshot(async (sql) => {
      const artifact = await this.verdicts.findById(sql, artifactId);
      if (artifact === null) return null;
      const [question] = await this.questions.of(sql, artifact, active, [environment], new Date());
      return question === undefined ? null : sufficientUpgrades(question);
    });
  }
}
