import { Injectable, type StreamableFile } from '@nestjs/common';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import { environmentGaps } from '../../core/evidence-archive/environment-gaps.js';
import type { ProjectScope } from '../access/project-scope.js';
import { auditActor } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import { EnvironmentUnknownError } from '../gate/gate.errors.js';
import { ActivePolicyStore } from '../policy/active-policy.store.js';
import { Projects } from '../projects/projects.js';
import type { EnvironmentEvidence, EnvironmentEvidenceQuery } from './dto/environment-evidence.dto.js';
import { EnvironmentFiles } from './environment-files.js';
import {
  type ConcernedArtifact,
  type EnvironmentDeployment,
  EnvironmentRowsRepository,
  type EnvironmentSpan,
  type EvidenceSize,
  type MovedImage,
  type PolicyActivationRow,
} from './environment-rows.repository.js';
import { EnvironmentEvidenceTooLargeError } from './evidence-export.errors.js';
import { type Asking, canReadAudit, MOST_ROWS } from './evidence-export.service.js';
import { type ArchiveOrder, SignedArchives } from './signed-archives.js';

const MOST_BYTES = 16 * 1024 ** 3;

/** Of each list on the page; the archive has all. */
const MOST_LISTED = 500;

/** Halvings of a span that is too long. */
const MOST_TRIES = 12;

interface AskedSpan {
  readonly span: EnvironmentSpan;
  /** The end that was asked for, where that is in the future. */
  readonly requestedTo: string | null;
  /** Whether the active policy has the environment. */
  readonly isInPolicy: boolean;
}

interface Content {
  readonly artifacts: readonly ConcernedArtifact[];
  readonly deployments: readonly EnvironmentDeployment[];
  readonly activations: readonly PolicyActivationRow[];
  readonly leftOut: string[];
}

/** Gives the evidence of a project's artifacts in one environment and a span of time as one signed archive. */
@Injectable()
export class EnvironmentEvidenceService {
  constructor(
    private readonly projects: Projects,
    private readonly policies: ActivePolicyStore,
    private readonly rows: EnvironmentRowsRepository,
    private readonly files: EnvironmentFiles,
    private readonly archives: SignedArchives,
    private readonly audit: AuditLog,
  ) {}

  /** Noted first, as the evidence of an artifact is. Throws ProjectNotFoundError, EnvironmentUnknownError, EnvironmentEvidenceTooLargeError. */
  export(asking: Asking, slug: string, query: EnvironmentEvidenceQuery): Promise<StreamableFile> {
    return this.archives.send(asking.principal, () => this.prepare(asking, slug, query));
  }

  /** What the archive would have. */
  async describe(scope: ProjectScope, slug: string, query: EnvironmentEvidenceQuery): Promise<EnvironmentEvidence> {
    const asked = await this.spanOf(scope, slug, query);
    const { span } = asked;
    const [size, content] = [await this.rows.measure(span, MOST_ROWS), await this.contentOf(asked, MOST_ROWS)];
    const { artifacts, deployments, activations, leftOut } = content;
    return {
      project: slug,
      environment: span.environment,
      from: span.from,
      to: span.to,
      artifactCount: size.artifacts,
      verdictCount: size.verdicts,
      deploymentCount: size.deployments,
      reportCount: size.reports,
      sizeBytes: size.bytes,
      exceeds: exceededBy(size),
      artifacts: artifacts.slice(0, MOST_LISTED).map(toArtifact),
      deployments: deployments.slice(0, MOST_LISTED).map((row) => toDeployment(row, span.from)),
      policies: activations.slice(0, MOST_LISTED).map(toPolicy),
      leftOut,
    };
  }

  private async prepare(
    { context, principal, scope }: Asking,
    slug: string,
    query: EnvironmentEvidenceQuery,
  ): Promise<ArchiveOrder> {
    const asked = await this.spanOf(scope, slug, query);
    const { span } = asked;
    const size = await this.rows.measure(span, MOST_ROWS);
    const exceeded = exceededBy(size);
    if (exceeded !== null) {
      throw new EnvironmentEvidenceTooLargeError(exceeded, { from: span.from, fits: await this.fittingEnd(span) });
    }
    const content = await this.contentOf(asked, MOST_ROWS);
    const { projectId, environment, from, to } = span;
    const counts = { artifactCount: size.artifacts, verdictCount: size.verdicts, deploymentCount: size.deployments };
    await this.audit.record(context, {
      action: 'evidence.exported',
      target: { kind: 'project', id: String(projectId), name: slug },
      after: { project: slug, environment, from, to, ...counts },
    });
    const exportedAt = new Date().toISOString();
    const project = { id: projectId, slug };
    const { leftOut } = content;
    return {
      name: `evidence-${slug}-${environment.replaceAll(/[^\w.-]/g, '_')}-${from.slice(0, 10)}`,
      files: this.files.of({ ...content, project, span, withAudit: canReadAudit(principal) }),
      manifestOf: (files) => ({
        version: 2,
        project: slug,
        environment,
        from,
        to,
        ...counts,
        exportedAt,
        exportedBy: auditActor(context).name,
        leftOut,
        files,
      }),
    };
  }

  /** A span ends now at the latest: of what is to come there is no evidence. An environment that was never heard of is refused, lest a typo seem quiet. */
  private async spanOf(scope: ProjectScope, slug: string, query: EnvironmentEvidenceQuery): Promise<AskedSpan> {
    const projectId = await this.projects.idOf(slug, scope);
    const now = new Date().toISOString();
    const { environment, from, to: requested = now } = query;
    const to = requested > now ? now : requested;
    if (from >= to) throw new InvalidInputError([{ parameter: 'from', message: 'must be before to, and in the past' }]);
    const span = { projectId, environment, from, to };
    const { policy } = await this.policies.get();
    const known = policy.environments.map(({ name }) => name);
    const isInPolicy = known.includes(environment);
    if (!isInPolicy && !(await this.rows.isEverNamed(projectId, environment)))
      throw new EnvironmentUnknownError(environment, known);
    return { span, requestedTo: requested > now ? requested : null, isInPolicy };
  }

  private async contentOf({ span, requestedTo, isInPolicy }: AskedSpan, most: number): Promise<Content> {
    const [artifacts, deployments, activations, movedOut, movedIn, context] = await Promise.all([
      this.rows.listArtifacts(span, most),
      this.rows.listDeployments(span, most),
      this.rows.listActivations(span, most),
      this.rows.listMovedOut(span, MOST_LISTED),
      this.rows.listMovedIn(span, MOST_LISTED),
      this.rows.findContext(span),
    ]);
    const { environment, from, to } = span;
    const leftOut = environmentGaps({
      environment,
      from,
      to,
      requestedTo,
      isInPolicy,
      knownArtifacts: context.knownArtifacts,
      artifacts,
      deployments,
      policyKnownSince: context.policyKnownSince?.toISOString() ?? null,
      movedOut: movedOut.map(toMoved),
      movedIn: movedIn.map(toMoved),
    });
    return { artifacts, deployments, activations, leftOut };
  }

  /** An earlier end with which there is not too much, by halves; null where none was found. */
  private async fittingEnd(span: EnvironmentSpan): Promise<string | null> {
    const start = Date.parse(span.from);
    let length = Date.parse(span.to) - start;
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      length = Math.floor(length / 2_000) * 1_000;
      if (length === 0) return null;
      const to = new Date(start + length).toISOString();
      if (exceededBy(await this.rows.measure({ ...span, to }, MOST_ROWS)) === null) return to;
    }
    return null;
  }
}

/** Which limit it does; null: none. */
function exceededBy({ artifacts, verdicts, deployments, reports, bytes }: EvidenceSize): string | null {
  if (artifacts + verdicts + deployments + reports > MOST_ROWS)
    return `${MOST_ROWS} artifacts, verdicts, deployments and reports together`;
  return bytes > MOST_BYTES ? `${MOST_BYTES / 1024 ** 3} GiB of reports and verdicts` : null;
}

function toArtifact(row: ConcernedArtifact): EnvironmentEvidence['artifacts'][number] {
  const { id, image, digest, tags, verdictCount, outcomeBefore, outcome, evaluatedAt } = row;
  return {
    id: String(id),
    image,
    digest,
    tags,
    verdictCount,
    outcomeBefore,
    outcome,
    evaluatedAt: evaluatedAt?.toISOString() ?? null,
  };
}

function toDeployment(row: EnvironmentDeployment, from: string): EnvironmentEvidence['deployments'][number] {
  const { artifactId, image, digest, tag, recordedAt, recordedBy, verdictId, outcome, endedAt } = row;
  return {
    artifactId: String(artifactId),
    image,
    digest,
    tag,
    recordedAt: recordedAt.toISOString(),
    recordedBy,
    verdictId,
    outcome,
    endedAt: endedAt?.toISOString() ?? null,
    isFromBefore: recordedAt.toISOString() < from,
  };
}

function toPolicy(row: PolicyActivationRow): EnvironmentEvidence['policies'][number] {
  const { version, activatedAt, activatedBy, origin } = row;
  return { version, activatedAt: activatedAt.toISOString(), activatedBy, origin };
}

function toMoved({ image, movedAt }: MovedImage): { image: string; movedAt: string } {
  return { image, movedAt: movedAt.toISOString() };
}
