import { Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { SYSTEM } from '../audit/audit-event.js';
import { Metrics } from '../metrics/metrics.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { DefaultProject } from '../projects/default-project.js';
import type { GateQuery } from './dto/gate-query.dto.js';
import { FreshVerdicts } from './fresh-verdicts.js';
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
    private readonly policies: ActivePolicyStore,
    private readonly defaultProject: DefaultProject,
    private readonly verdicts: VerdictsRepository,
    private readonly fresh: FreshVerdicts,
    private readonly metrics: Metrics,
  ) {}

  /** The verdict that stands, or a new one where none does. In the core's own bytes. */
  async decide({ image, digest, tag, environment, ...query }: GateQuery, scope: ProjectScope): Promise<string> {
    if (digest === undefined && tag === undefined) throw new ArtifactNotNamedError();
    const active = await this.policies.get();
    const known = active.policy.environments.map(({ name }) => name);
    if (!known.includes(environment)) throw new EnvironmentUnknownError(environment, known);
    const project = query.project ?? (await this.defaultProject.slugFor(scope));
    const address = { project, image, digest, tag };
    const artifact = await this.verdicts.findWithStanding(address, scope, environment, active.id, new Date());
    if (artifact === null) throw new ArtifactUnknownError(image, digest ?? tag ?? '', project);
    if (artifact.standing !== null) {
      this.metrics.standingVerdicts.inc({ environment });
      return artifact.standing;
    }
    // Only this environment, because the request waits. The caller has changed nothing: what is better now is so by
    // time or policy.
    const wanted = { artifactId: artifact.id, environments: [environment], source: SYSTEM };
    const [verdict] = await this.fresh.give(wanted, active);
    const body =
      verdict === undefined ? null : (verdict.body ?? (await this.verdicts.findGiven(artifact.id, verdict.verdictId)));
    if (body === null) throw new Error(`no verdict for ${environment}: artifact ${artifact.id} is gone`);
    return body;
  }

  async get(verdictId: string, scope: ProjectScope): Promise<string> {
    const body = await this.verdicts.findBody(verdictId, scope);
    if (body === null) throw new VerdictNotFoundError();
    return body;
  }
}
