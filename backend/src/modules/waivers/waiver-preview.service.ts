import { Injectable } from '@nestjs/common';
import { approversNeeded } from '../../core/gate/waiver-terms.js';
import type { Waiver } from '../../core/model/waiver.js';
import type { DecidingPolicy } from '../../core/gate/evaluate.js';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import { Database } from '../../database/database.js';
import { ForbiddenError } from '../access/access.errors.js';
import type { ProjectScope } from '../access/project-scope.js';
import type { StoredContent } from '../approved-waivers/stored-waiver.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { DefaultProject } from '../projects/default-project.js';
import { Projects } from '../projects/projects.js';
import type { SimulatedFleet } from '../simulation/sharded-simulation.js';
import type { WaiverChange } from '../simulation/waiver-change.js';
import { PolicySimulationService, type Simulating } from '../simulation/policy-simulation.service.js';
import type { Asking } from './asking.js';
import { AdvisoryNamesNow } from './advisory-names-now.js';
import type { ForecastQuery, PreviewedWaiver, WaiverPreview } from './dto/waiver-preview.dto.js';
import { storedContent } from './waiver-content.js';
import { WaiverReadingService } from './waiver-reading.service.js';

/** Stands in for a name, which it has not yet: no waiver has this one. */
const PREVIEWED = '';

/** A waiver that would be approved, or one that would be gone. */
export interface PreviewedChange {
  readonly projectId: number | null;
  /** What it is about. */
  readonly content: StoredContent;
  /** What would count from now on. */
  readonly added: StoredContent | null;
  /** The name of what would count no longer. */
  readonly removed: string | null;
}

type Reach = Pick<WaiverChange, 'projectId' | 'scope' | 'names'>;

/** What a waiver would change, before it is requested or revoked. It writes nothing. */
@Injectable()
export class WaiverPreviewService {
  constructor(
    private readonly database: Database,
    private readonly policies: ActivePolicyStore,
    private readonly projects: Projects,
    private readonly defaultProject: DefaultProject,
    private readonly names: AdvisoryNamesNow,
    private readonly simulations: PolicySimulationService,
    private readonly reading: WaiverReadingService,
  ) {}

  /** As if it had been approved now, by as many as the policy asks for. */
  async request(body: PreviewedWaiver, asking: Asking): Promise<WaiverPreview> {
    const { project, replaces, limit = 100, ...said } = body;
    const content = storedContent(said);
    const projectId = await this.projectOf(project, asking.scope);
    const replaced = replaces === undefined ? [] : [await this.without(Number(replaces), asking)];
    const added = { projectId, content, added: content, removed: null };
    return this.changes([added, ...replaced], asking, { limit, edited: replaced[0]?.removed });
  }

  async revoke(id: number, asking: Asking): Promise<WaiverPreview> {
    return this.changes([await this.without(id, asking)], asking);
  }

  /** All of it at once. */
  async changes(
    changes: readonly PreviewedChange[],
    asking: Asking,
    { limit = 100, edited }: { readonly limit?: number; readonly edited?: string | null | undefined } = {},
  ): Promise<WaiverPreview> {
    const reaches = [];
    for (const { projectId, content } of changes) {
      // Of every project: what is linked elsewhere leads to no artifact that the caller does not see.
      const names = await this.names.listFor(this.database, content, 'all');
      reaches.push({ projectId, scope: content.scope, names: isTooMany(names) ? null : names });
    }
    const added = [];
    for (const change of changes) if (change.added !== null) added.push(await this.approved(change, change.added));
    const removed = changes.flatMap((change) => change.removed ?? []);
    const later = typeof edited === 'string' ? { edited, later: 0 } : { later: 0 };
    const waiver = { ...commonReach(reaches), added, removed, ...later };
    return told(await this.simulations.preview(waiver, limit, simulatingFor(asking)));
  }

  /** `by`: ISO 8601. */
  async forecast({ by, project, limit = 100 }: ForecastQuery, asking: Asking): Promise<WaiverPreview> {
    const later = Date.parse(by) - Date.now();
    if (later <= 0) throw new InvalidInputError([{ parameter: 'by', message: 'must be an instant to come' }]);
    const projectId = project === undefined ? null : await this.projects.idOf(project, asking.scope);
    const waiver = { projectId, scope: {}, names: null, added: [], removed: [], later };
    return told(await this.simulations.preview(waiver, limit, simulatingFor(asking)));
  }

  private async approved({ projectId }: PreviewedChange, content: StoredContent): Promise<Waiver> {
    const { policy } = await this.policies.get();
    const names = await this.names.listFor(this.database, content, projectId === null ? 'all' : [projectId]);
    return {
      author: '',
      ...content,
      id: PREVIEWED,
      approver: null,
      approvers: approversFor(policy),
      validFrom: content.validFrom ?? new Date().toISOString(),
      ...(names === null ? {} : { names }),
    };
  }

  private async without(id: number, { principal, scope }: Asking): Promise<PreviewedChange> {
    const waiver = await this.reading.get(id, principal, scope);
    const projectId = await this.projectOf(waiver.project, scope);
    const { status, justification, expiresAt } = waiver;
    const content = storedContent({ scope: waiver.scope, status, justification, expiresAt });
    return { projectId, content, added: null, removed: waiver.name };
  }

  /** As for a request. */
  private async projectOf(project: string | null | undefined, scope: ProjectScope): Promise<number | null> {
    if (project !== null) return this.projects.idOf(project ?? (await this.defaultProject.slugFor(scope)), scope);
    if (scope !== 'all') throw new ForbiddenError('waiver:request');
    return null;
  }
}

/** Whatever one of them may be about, and perhaps more. */
function commonReach(reaches: readonly Reach[]): Reach {
  const [only, second] = reaches;
  if (only !== undefined && second === undefined) return only;
  const common = <Value>(read: (reach: Reach) => Value): Value | undefined => {
    const [value, ...others] = new Set(reaches.map(read));
    return others.length === 0 ? value : undefined;
  };
  const [image, digest] = [common(({ scope }) => scope.image), common(({ scope }) => scope.digest)];
  const names = reaches.some((reach) => reach.names === null)
    ? null
    : [...new Set(reaches.flatMap((reach) => reach.names ?? []))];
  return {
    projectId: common(({ projectId }) => projectId) ?? null,
    scope: { ...(image !== undefined && { image }), ...(digest !== undefined && { digest }) },
    names,
  };
}

function simulatingFor({ principal, scope, gone }: Asking): Simulating {
  return { caller: principal, scope, signal: gone };
}

/** As many as are listed at most, so that some may be missing. */
function isTooMany(names: readonly string[] | null): boolean {
  return names !== null && names.length >= 1000;
}

function approversFor({ environments }: DecidingPolicy): string[] {
  const needed = environments.reduce((most, { settings }) => Math.max(most, approversNeeded(settings, null)), 0);
  return Array.from({ length: needed }, (_, place) => `approver ${place + 1}`);
}

function told({ simulation, findings }: SimulatedFleet): WaiverPreview {
  const { evaluatedAt, artifacts, notSimulated, leftOut, changed, environments, items } = simulation;
  const named = findings.items.map((finding) =>
    finding.waiver === PREVIEWED ? { ...finding, waiver: null } : finding,
  );
  return {
    evaluatedAt,
    artifacts,
    notSimulated,
    leftOut,
    changed,
    environments,
    items,
    findings: named,
    findingsTotal: findings.total,
  };
}
