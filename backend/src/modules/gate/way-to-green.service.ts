import { Injectable } from '@nestjs/common';
import { newerBase, type NewerBase } from '../../core/compare/newer-base.js';
import { UnknownEnvironmentError } from '../../core/gate/unknown-environment-error.js';
import { type WayJson, wayJson } from '../../core/path/way-json.js';
import { wayToGreen } from '../../core/path/way-to-green.js';
import { Database } from '../../database/database.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { EnvironmentUnknownError } from './gate.errors.js';
import { type OnBase, StoredBases } from './stored-bases.js';
import { StoredQuestions } from './stored-questions.js';
import { VerdictsRepository } from './verdicts.repository.js';

export interface WayAsked {
  readonly artifactId: number;
  /** Left out: every environment of the policy. */
  readonly environment?: string | undefined;
  /** The base image, as the caller can see it. Null where it is not recognised. */
  readonly onBase: OnBase | null;
}

/** A way to green, and what a newer build of the base image changes. */
export interface WayOnBase extends WayJson {
  readonly newerBase: NewerBase | null;
}

/** What has to change in an artifact so that it may ship. Much work: not where requests are answered. */
@Injectable()
export class WayToGreenService {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly questions: StoredQuestions,
    private readonly bases: StoredBases,
  ) {}

  /** Null for an artifact that is gone. Throws EnvironmentUnknownError. */
  async list(
    { artifactId, environment, onBase }: WayAsked,
    active: ActivePolicyVersion,
  ): Promise<readonly WayOnBase[] | null> {
    const environments = environment === undefined ? active.policy.environments.map(({ name }) => name) : [environment];
    try {
      return await this.database.transaction(async (sql) => {
        await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
        const artifact = await this.verdicts.findById(sql, artifactId);
        if (artifact === null) return null;
        const questions = await this.questions.of(sql, artifact, active, environments, new Date());
        const originOf =
          onBase === null ? () => 'unknown' as const : await this.bases.originsOf(sql, artifactId, onBase, questions);
        const comparison = onBase === null ? null : await this.bases.compare(sql, onBase);
        return questions.map((question) => ({
          ...wayJson(wayToGreen(question), originOf),
          newerBase: comparison === null ? null : newerBase(question, { originOf, comparison }),
        }));
      });
    } catch (error) {
      if (error instanceof UnknownEnvironmentError) throw new EnvironmentUnknownError(error.environment, error.known);
      throw error;
    }
  }
}
