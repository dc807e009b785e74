import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import type { Principal } from '../access/principal.js';
import { isInScope, type ProjectScope } from '../access/project-scope.js';
import type { RequestContext } from '../access/request-context.js';
import { SYSTEM } from '../audit/audit-event.js';
import { AuditLog, type Note } from '../audit/audit-log.js';
import { EvaluationService } from '../gate/evaluation.service.js';
import { FreshVerdicts } from '../gate/fresh-verdicts.js';
import { ArtifactUnknownError, EnvironmentUnknownError } from '../gate/gate.errors.js';
import { IntroducedFindings } from '../gate/introduced-findings.js';
import { RunningArtifactsRepository } from '../gate/running-artifacts.repository.js';
import { type GatedArtifact, type VerdictName, VerdictsRepository } from '../gate/verdicts.repository.js';
import { type ActivePolicyVersion, ActivePolicyStore } from '../policy/active-policy.store.js';
import { DefaultProject } from '../projects/default-project.js';
import { Projects } from '../projects/projects.js';
import { type DeploymentRow, toDeployment } from './deployment-columns.js';
import { DeploymentNotFoundError } from './deployments.errors.js';
import { DeploymentsRepository, type Recorder } from './deployments.repository.js';
import type { Deployment } from './dto/deployment.dto.js';
import type { NewDeployment } from './dto/new-deployment.dto.js';

/** The source of a deployment that named none. */
const UNNAMED_SOURCE = 'api';

/**
 * Keeps what runs where. A record states a fact and permits nothing: what was deployed in spite of its verdict is
 * recorded all the same, with that verdict beside it.
 */
@Injectable()
export class DeploymentsService {
  constructor(
    private readonly audit: AuditLog,
    private readonly policies: ActivePolicyStore,
    private readonly defaultProject: DefaultProject,
    private readonly projects: Projects,
    private readonly verdicts: VerdictsRepository,
    private readonly evaluation: EvaluationService,
    private readonly fresh: FreshVerdicts,
    private readonly deployments: DeploymentsRepository,
    private readonly running: RunningArtifactsRepository,
  ) {}

  /** The same artifact in the same place again is the same deployment, however many tell of it at once. */
  async record(
    context: RequestContext,
    principal: Principal,
    { image, digest, environment, source = UNNAMED_SOURCE, ...body }: NewDeployment,
    scope: ProjectScope,
  ): Promise<{ deployment: Deployment; isNew: boolean }> {
    const active = await this.policies.get();
    const known = active.policy.environments.map(({ name }) => name);
    if (!known.includes(environment)) throw new EnvironmentUnknownError(environment, known);
    const project = body.project ?? (await this.defaultProject.slugFor(scope));
    const artifact = await this.verdicts.findArtifact({ project, image, digest }, scope);
    if (artifact === null) throw new ArtifactUnknownError(image, digest, project);
    // What takes long is done before anything is held; what the transaction finds stands, but for what changes in that very moment.
    await this.fresh.give({ artifactId: artifact.id, environments: [environment], source: SYSTEM }, active);
    const { id, isNew } = await this.audit.changeInSql(context, async (sql, note) => {
      await this.deployments.lockImageOf(sql, artifact.id);
      const projectId = await this.deployments.projectOf(sql, artifact.id);
      // It may have been moved to another project since.
      if (projectId === null || !isInScope(scope, projectId)) throw new ArtifactUnknownError(image, digest, project);
      await this.projects.holdOpen(sql, projectId);
      const before = await this.deployments.findCurrent(sql, artifact.id, environment);
      if (before?.artifactId === artifact.id) return { id: before.id, isNew: false };
      const at = new Date();
      const verdict = await this.verdictOf(sql, note, artifact, environment, active, at);
      if (before !== null) await this.deployments.end(sql, before.id, at);
      const recorder = recorderOf(principal);
      const { tag = null } = body;
      const facts = { artifactId: artifact.id, environment, tag, source, recorder, verdict, at };
      const inserted = await this.deployments.insert(sql, facts);
      await this.endVerdictsBeside(sql, active, artifact.id, environment);
      await note({
        action: 'deployment.recorded',
        target: { kind: 'deployment', id: String(inserted), name: nameOf({ image, environment }) },
        before: before && { digest: before.digest },
        after: { project, digest, tag, source, ...verdict },
      });
      return { id: inserted, isNew: true };
    });
    return { deployment: toDeployment(await this.get(id, scope)), isNew };
  }

  /** One that has ended stays as it is. */
  async end(context: RequestContext, id: number, scope: ProjectScope): Promise<Deployment> {
    const row = await this.get(id, scope);
    await this.audit.changeInSql(context, async (sql, note) => {
      await this.deployments.lockImageOf(sql, row.artifactId);
      if (!(await this.deployments.end(sql, id, new Date()))) return;
      await this.endVerdictsBeside(sql, await this.policies.get(), row.artifactId, row.environment);
      await note({
        action: 'deployment.ended',
        target: { kind: 'deployment', id: String(id), name: nameOf(row) },
        before: { project: row.project, digest: row.digest },
      });
    });
    return toDeployment(await this.get(id, scope));
  }

  /** Of those that were compared with what ran until now. */
  private async endVerdictsBeside(
    sql: Sql,
    { policy }: ActivePolicyVersion,
    artifactId: number,
    environment: string,
  ): Promise<void> {
    if (!IntroducedFindings.environmentsOf(policy).includes(environment)) return;
    await this.running.endVerdicts(sql, artifactId, [environment]);
  }

  private async get(id: number, scope: ProjectScope): Promise<DeploymentRow> {
    const row = await this.deployments.find(id, await this.policies.scope(), scope);
    if (row === null) throw new DeploymentNotFoundError(id);
    return row;
  }

  /** The verdict that stands, or a new one where none does. */
  private async verdictOf(
    sql: Sql,
    note: Note,
    artifact: GatedArtifact,
    environment: string,
    active: ActivePolicyVersion,
    at: Date,
  ): Promise<VerdictName> {
    await this.verdicts.lockArtifact(sql, artifact.id);
    const bySystem: Note = (event) => note(event, SYSTEM);
    const [verdict] = await this.evaluation.standingOrNew(sql, bySystem, artifact, active, at, [environment]);
    if (verdict === undefined) throw new Error(`no verdict for ${environment}`);
    const { verdictId, outcome } = verdict;
    return { verdictId, outcome };
  }
}

function recorderOf(principal: Principal): Recorder {
  return principal.kind === 'person'
    ? { kind: 'person', id: String(principal.accountId), name: principal.email }
    : { kind: 'token', id: String(principal.tokenId), name: principal.name };
}

/** As the audit log is searched for it. */
function nameOf({ image, environment }: { readonly image: string; readonly environment: string }): string {
  return `${image} in ${environment}`;
}
