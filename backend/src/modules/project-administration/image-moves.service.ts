import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { ForbiddenError } from '../access/access.errors.js';
import { HeldPermission } from '../access/held-permission.js';
import { isInScope } from '../access/project-scope.js';
import { auditActor } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import { DeploymentsRepository } from '../deployments/deployments.repository.js';
import { DecidedAgain } from '../gate/decided-again.js';
import { EndedVerdictsRepository } from '../gate/ended-verdicts.repository.js';
import { JobQueue } from '../jobs/job-queue.js';
import { Projects } from '../projects/projects.js';
import { IntakeLock } from '../scans/intake-lock.js';
import type { MovedImage } from './dto/image-move.dto.js';
import { ImageExistsThereError, ImageNotFoundError, ImageRecalledError } from './image-moves.errors.js';
import { type HeldImage, ImageMovesRepository } from './image-moves.repository.js';
import type { Asking } from './project-changes.service.js';

/**
 * Moves an image with all that it has to another project. A move makes no verdict better by itself: what people accepted for the images of
 * the new project before it came does not count for it (docs/decisions/0058-a-move-makes-nothing-greener.md).
 */
@Injectable()
export class ImageMovesService {
  constructor(
    private readonly audit: AuditLog,
    private readonly held: HeldPermission,
    private readonly intake: IntakeLock,
    private readonly projects: Projects,
    private readonly deployments: DeploymentsRepository,
    private readonly images: ImageMovesRepository,
    private readonly ended: EndedVerdictsRepository,
    private readonly again: DecidedAgain,
    private readonly jobs: JobQueue,
  ) {}

  /** One that is there already stays as it is. */
  async move(asking: Asking, imageId: number, slug: string): Promise<MovedImage> {
    const { context, scope } = asking;
    const toId = await this.projects.idOf(slug, scope);
    const { image, artifactIds, before } = await this.audit.changeInSql(context, async (sql, note) => {
      // Alone: a report that is being taken in would find it in neither project, or in both.
      await this.intake.holdAlone(sql);
      await this.deployments.lockImage(sql, imageId);
      const found = await this.hold(sql, asking, imageId, toId);
      if (found.projectId === toId) return { image: found, artifactIds: [], before: [] };
      await this.check(sql, found, toId, slug);
      await this.images.move(sql, found, toId, auditActor(context));
      await this.images.copyFixes(sql, found, toId);
      const ids = await this.images.listArtifacts(sql, imageId);
      const outcomes = await this.ended.endAll(sql, ids);
      if (outcomes.length > 0) await this.jobs.request(sql, 'verdict-expiry');
      await note({
        action: 'image.moved',
        target: { kind: 'image', id: String(imageId), name: found.repository },
        before: { project: found.project },
        after: { project: slug, artifacts: ids.length, verdicts: outcomes.length },
      });
      return { image: found, artifactIds: ids, before: outcomes };
    });
    const followed = await this.again.evaluateAtOnce(context, artifactIds, before);
    const { id, repository, project: movedFrom } = image;
    return { id: String(id), repository, movedFrom, project: slug, ...followed };
  }

  /** The right to move is asked for on both sides, and where it is written: a grant may be gone since the request came. */
  private async hold(sql: Sql, { principal, scope }: Asking, id: number, toId: number): Promise<HeldImage> {
    const image = await this.images.hold(sql, id);
    if (image === null || !isInScope(scope, image.projectId)) throw new ImageNotFoundError(id);
    const held = await this.held.scopeIn(sql, principal, 'image:move');
    for (const projectId of [image.projectId, toId])
      if (!isInScope(held, projectId)) throw new ForbiddenError('image:move');
    return image;
  }

  private async check(sql: Sql, image: HeldImage, toId: number, slug: string): Promise<void> {
    for (const projectId of [image.projectId, toId]) await this.projects.holdOpen(sql, projectId);
    if (await this.images.isThere(sql, toId, image.repository)) throw new ImageExistsThereError(image.repository, slug);
    const recall = await this.images.findRecall(sql, image, toId);
    if (recall !== null) throw new ImageRecalledError(recall.id, recall.project);
  }
}
