import { Injectable } from '@nestjs/common';
import { countingScans, evidenceRulesOf } from '../../core/gate/counting-evidence.js';
import { currentScans } from '../../core/gate/current-scans.js';
import type { Question } from '../../core/gate/evaluate.js';
import { UnknownEnvironmentError } from '../../core/gate/unknown-environment-error.js';
import { distributionKeys } from '../../core/upgrades/package-group.js';
import type { Sql } from '../../database/database.js';
import { ArtifactWaivers } from '../approved-waivers/artifact-waivers.js';
import { FirstSeenRepository } from '../first-seen/first-seen.repository.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { ArtifactVex } from '../vex-documents/artifact-vex.js';
import { IntroducedFindings } from './introduced-findings.js';
import { PackageSources } from './package-sources.js';
import { StoredFacts } from './stored-facts.js';
import type { GatedArtifact } from './verdicts.repository.js';

/** What the gate would be asked of an artifact now, from what is stored. */
@Injectable()
export class StoredQuestions {
  constructor(
    private readonly facts: StoredFacts,
    private readonly waivers: ArtifactWaivers,
    private readonly vex: ArtifactVex,
    private readonly introduced: IntroducedFindings,
    private readonly firstSeen: FirstSeenRepository,
    private readonly sources: PackageSources,
  ) {}

  /** One for each environment, in their order. Much work: not where requests are answered. Throws UnknownEnvironmentError. */
  async of(
    sql: Sql,
    artifact: GatedArtifact,
    { policy }: ActivePolicyVersion,
    environments: readonly string[],
    at: Date,
  ): Promise<Question[]> {
    const rules = environments.map((name) => {
      const found = policy.environments.find((each) => each.name === name);
      if (found !== undefined) return evidenceRulesOf(found.settings);
      throw new UnknownEnvironmentError(
        name,
        policy.environments.map((each) => each.name),
      );
    });
    const history = await this.facts.historyOf(sql, artifact.id);
    const everybodys = await this.facts.ofEverybody(sql, artifact, history);
    const waivers = (await this.waivers.listFor(sql, artifact, at)).map(({ waiver }) => waiver);
    const vex = await this.vex.listFor(sql, artifact, policy);
    const firstSeen = await this.firstSeen.forAny(sql, artifact.id, policy.environments);
    const questions: Question[] = [];
    for (const [place, environment] of environments.entries()) {
      const ofEnvironment = rules[place] ?? {};
      const counting = await this.facts.ofCounting(sql, everybodys, history, ofEnvironment);
      const { findings } = counting;
      const scanIds = currentScans(countingScans(history, ofEnvironment)).map(({ scanId }) => scanId);
      const sourceOf = await this.sources.of(sql, { findings, scanIds, keys: distributionKeys(findings) });
      const facts = { ...counting, ...firstSeen, sourceOf };
      const introduced = await this.introduced.of(sql, { id: artifact.id, facts, history }, policy, environment);
      questions.push({ facts, policy, waivers, vex, introduced, environment, at: at.toISOString() });
    }
    return questions;
  }
}
