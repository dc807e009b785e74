import { Injectable } from '@nestjs/common';
import { onNewerBase } from '../../core/compare/newer-base.js';
import { evaluate, type Question } from '../../core/gate/evaluate.js';
import { upgradeKey } from '../../core/path/fleet-upgrades.js';
import { type NamedUpgrade, type SufficientUpgrades, sufficientUpgrades } from '../../core/path/sufficient-upgrades.js';
import { Database, type Sql } from '../../database/database.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { type OnBase, StoredBases } from './stored-bases.js';
import { StoredQuestions } from './stored-questions.js';
import { VerdictsRepository } from './verdicts.repository.js';

export interface UpgradesAsked {
  readonly artifactId: number;
  readonly environment: string;
  /** Null where the base image is not recognised, or has no newer build. */
  readonly onBase: OnNewerBase | null;
}

export interface OnNewerBase extends OnBase {
  /** The rebuild on it. */
  readonly rebuild: NamedUpgrade;
}

/** The few upgrades by which an artifact passes. Much work: not where requests are answered. */
@Injectable()
export class SufficientUpgradesService {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly questions: StoredQuestions,
    private readonly bases: StoredBases,
  ) {}

  /** Null for an artifact that is gone, or where the policy no longer has the environment. */
  async find(
    { artifactId, environment, onBase }: UpgradesAsked,
    active: ActivePolicyVersion,
  ): Promise<SufficientUpgrades | null> {
    if (active.policy.environments.every(({ name }) => name !== environment)) return null;
    return this.database.snapshot(async (sql) => {
      const artifact = await this.verdicts.findById(sql, artifactId);
      if (artifact === null) return null;
      const [question] = await this.questions.of(sql, artifact, active, [environment], new Date());
      if (question === undefined) return null;
      const found = sufficientUpgrades(question);
      const rebased = onBase === null ? null : await this.rebased(sql, artifactId, question, onBase);
      return onBase === null || rebased === null ? found : withRebuild(found, onBase.rebuild, rebased);
    });
  }

  private async rebased(
    sql: Sql,
    artifactId: number,
    question: Question,
    onBase: OnNewerBase,
  ): Promise<Question | null> {
    const comparison = await this.bases.compare(sql, onBase);
    if (comparison === null) return null;
    return onNewerBase(question, {
      originOf: await this.bases.originsOf(sql, artifactId, onBase, [question]),
      comparison,
    });
  }
}

/** `rebased` is asked about as the image after the rebuild. */
function withRebuild(found: SufficientUpgrades, rebuild: NamedUpgrade, rebased: Question): SufficientUpgrades {
  if (evaluate(rebased).outcome === 'pass') return { ...found, alone: [...found.alone, rebuild] };
  const isAlone = new Set(found.alone.map(upgradeKey));
  const { alone, isWhole } = sufficientUpgrades(rebased);
  const pairs = alone
    .filter((upgrade) => !isAlone.has(upgradeKey(upgrade)))
    .map((upgrade) => [rebuild, upgrade] as const);
  return { alone: found.alone, together: [...found.together, ...pairs], isWhole: found.isWhole && isWhole };
}
