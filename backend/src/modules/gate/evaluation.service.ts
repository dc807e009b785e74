import { Injectable } from '@nestjs/common';
import { evaluate } from '../../core/gate/evaluate.js';
import type { Facts } from '../../core/gate/facts.js';
import { factsOf } from '../../core/gate/facts-of.js';
import { currentScans } from '../../core/gate/current-scans.js';
import type { Verdict } from '../../core/gate/verdict.js';
import type { Sql } from '../../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import type { ActivePolicyVersion } from '../policy/active-policy.store.js';
import { ScanRecordsRepository } from '../scans/scan-records.repository.js';
import { type GatedArtifact, VerdictsRepository } from './verdicts.repository.js';

/** Has the core give a verdict for every environment, and keeps them. */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly records: ScanRecordsRepository,
    private readonly verdicts: VerdictsRepository,
    private readonly metrics: Metrics,
  ) {}

  /** From what is stored. The caller holds the artifact. */
  async evaluateStored(sql: Sql, artifact: GatedArtifact, active: ActivePolicyVersion, at: Date): Promise<Verdict[]> {
    const current = currentScans(await this.records.listStamps(sql, artifact.id));
    const stored = await this.records.load(
      sql,
      current.map(({ scanId }) => scanId),
    );
    return this.evaluateFacts(
      sql,
      artifact.id,
      factsOf({ ...artifact, scans: stored.map(({ record }) => record) }),
      active,
      at,
    );
  }

  async evaluateFacts(
    sql: Sql,
    artifactId: number,
    facts: Facts,
    { id, policy }: ActivePolicyVersion,
    at: Date,
  ): Promise<Verdict[]> {
    const verdicts = policy.environments.map(({ name: environment }) =>
      evaluate({ facts, policy, waivers: [], environment, at: at.toISOString() }),
    );
    await this.verdicts.save(sql, artifactId, id, verdicts);
    for (const { environment, outcome } of verdicts) {
      this.metrics.verdicts.inc({ environment, outcome });
    }
    return verdicts;
  }
}
