import { Injectable } from '@nestjs/common';
import { distributionKeys } from '../../core/upgrades/package-group.js';
import { type SufficientUpgrades, sufficientUpgrades } from '../../core/path/sufficient-upgrades.js';
import { Database } from '../../database/database.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { ComponentPlacesRepository } from '../scans/component-places.repository.js';
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
    private readonly places: ComponentPlacesRepository,
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
      if (question === undefined) return null;
      const sources = await this.places.findSources(sql, artifactId, distributionKeys(question.facts.findings));
      return sufficientUpgrades(question, { sourceOf: ({ key }) => sources.get(key)?.name ?? null });
    });
  }
}
