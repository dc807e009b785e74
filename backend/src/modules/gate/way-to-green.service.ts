import { Injectable } from '@nestjs/common';
import type { Question } from '../../core/gate/evaluate.js';
import { UnknownEnvironmentError } from '../../core/gate/unknown-environment-error.js';
import { type WayJson, wayJson } from '../../core/path/way-json.js';
import { wayToGreen } from '../../core/path/way-to-green.js';
import { distributionKeys } from '../../core/upgrades/package-group.js';
import { Database } from '../../database/database.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { ComponentPlacesRepository } from '../scans/component-places.repository.js';
import { EnvironmentUnknownError } from './gate.errors.js';
import { StoredQuestions } from './stored-questions.js';
import { VerdictsRepository } from './verdicts.repository.js';

export interface WayAsked {
  readonly artifactId: number;
  /** Left out: every environment of the policy. */
  readonly environment?: string | undefined;
}

/** What has to change in an artifact so that it may ship. Much work: not where requests are answered. */
@Injectable()
export class WayToGreenService {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly questions: StoredQuestions,
    private readonly places: ComponentPlacesRepository,
  ) {}

  /** Null for an artifact that is gone. Throws EnvironmentUnknownError. */
  async list({ artifactId, environment }: WayAsked, active: ActivePolicyVersion): Promise<readonly WayJson[] | null> {
    const environments = environment === undefined ? active.policy.environments.map(({ name }) => name) : [environment];
    try {
      return await this.database.transaction(async (sql) => {
        await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
        const artifact = await this.verdicts.findById(sql, artifactId);
        if (artifact === null) return null;
        const questions = await this.questions.of(sql, artifact, active, environments, new Date());
        const sources = await this.places.findSources(sql, artifactId, keysIn(questions));
        const sourceOf = ({ key }: { readonly key: string }) => sources.get(key)?.name ?? null;
        return questions.map((question) => wayJson(wayToGreen(question, { sourceOf })));
      });
    } catch (error) {
      if (error instanceof UnknownEnvironmentError) throw new EnvironmentUnknownError(error.environment, error.known);
      throw error;
    }
  }
}

function keysIn(questions: readonly Question[]): string[] {
  return distributionKeys([...new Set(questions.flatMap(({ facts }) => facts.findings))]);
}
