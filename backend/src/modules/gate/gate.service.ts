import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';
import { SYSTEM } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import { Metrics } from '../metrics/metrics.js';
import { type ActivePolicyVersion, ActivePolicyStore } from '../policy/active-policy.store.js';
import { DefaultProject } from '../projects/default-project.js';
import { OutdatedScans } from '../scans/outdated-scans.js';
import type { GateQuery } from './dto/gate-query.dto.js';
import { EvaluationService } from './evaluation.service.js';
import {
  ArtifactNotNamedError,
  ArtifactUnknownError,
  EnvironmentUnknownError,
  VerdictNotFoundError,
} from './gate.errors.js';
import { VerdictsRepository } from './verdicts.repository.js';

/** May this artifact ship? */
@Injectable()
export class GateService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly policies: ActivePolicyStore,
    private readonly defaultProject: DefaultProject,
    private readonly verdicts: VerdictsRepository,
    private readonly evaluation: EvaluationService,
    private readonly outdatedScans: OutdatedScans,
    private readonly metrics: Metrics,
  ) {}

  /** The verdict that stands, or a new one where none does. In the core's own bytes. */
  async decide({ image, digest, tag, environment, ...query }: GateQuery, scope: ProjectScope): Promise<string> {
    if (digest === undefined && tag === undefined) throw new ArtifactNotNamedError();
    const active = await this.policies.get();
    const known = active.policy.environments.map(({ name }) => name);
    if (!known.includes(environment)) throw new EnvironmentUnknownError(environment, known);
    const project = query.project ?? (await this.defaultProject.slugFor(scope));
    const artifact = await this.verdicts.findArtifact({ project, image, digest, tag }, scope);
    if (artifact === null) throw new ArtifactUnknownError(image, digest ?? tag ?? '', project);
    const standing = await this.verdicts.findStanding(this.database, artifact.id, environment, active.id, new Date());
    if (standing !== null) {
      this.metrics.standingVerdicts.inc({ environment });
      return standing;
    }
    await this.outdatedScans.bringUpToDate(artifact.id);
    return this.evaluate(artifact.id, environment, active);
  }

  async get(verdictId: string, scope: ProjectScope): Promise<string> {
    const body = await this.verdicts.findBody(verdictId, scope);
    if (body === null) throw new VerdictNotFoundError();
    return body;
  }

  /** Only for the environment that was asked for: somebody waits. The others have their turn in the background. */
  private evaluate(artifactId: number, environment: string, active: ActivePolicyVersion): Promise<string> {
    // Whoever asks has changed nothing: what is better now is so by time or policy.
    return this.audit.changeInSql(SYSTEM, async (sql, note) => {
      const artifact = await this.verdicts.lockArtifact(sql, artifactId);
      if (artifact === null) throw new Error(`artifact ${artifactId} is gone`);
      const at = new Date();
      // Somebody else may have evaluated it while this transaction waited for the artifact.
      const standing = await this.verdicts.findStanding(sql, artifactId, environment, active.id, at);
      if (standing !== null) return standing;
      const [written] = await this.evaluation.evaluateStored(sql, note, artifact, active, at, [environment]);
      if (written === undefined) throw new Error(`no verdict for ${environment}`);
      return written.body;
    });
  }
}
