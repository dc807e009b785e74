import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';
import { ForbiddenError } from '../access/access.errors.js';
import { HeldPermission } from '../access/held-permission.js';
import type { Principal } from '../access/principal.js';
import { isInScope, type ProjectScope } from '../access/project-scope.js';
import type { RequestContext } from '../access/request-context.js';
import { auditActor, type AuditNote } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import type { Project } from '../projects/dto/project.dto.js';
import { ProjectList } from '../projects/project-list.js';
import { ProjectExistsError, ProjectNotFoundError } from '../projects/projects.errors.js';
import { IntakeLock } from '../scans/intake-lock.js';
import type { NewProject, ProjectPatch } from './dto/project-changes.dto.js';
import { type HeldProject, ProjectChangesRepository } from './project-changes.repository.js';

/** Who asks, and where they have the permission of what they ask for. */
export interface Asking {
  readonly context: RequestContext;
  readonly principal: Principal;
  readonly scope: ProjectScope;
}

/** Makes projects, says what they are, and has them take in nothing new. Each in one transaction with its event. */
@Injectable()
export class ProjectChangesService {
  constructor(
    private readonly audit: AuditLog,
    private readonly held: HeldPermission,
    private readonly intake: IntakeLock,
    private readonly rows: ProjectChangesRepository,
    private readonly projects: ProjectList,
  ) {}

  /** Throws ProjectExistsError. */
  async create({ context, principal }: Asking, { slug, name = slug, description = '' }: NewProject): Promise<Project> {
    await this.audit.changeInSql(context, async (sql, note) => {
      if ((await this.held.scopeIn(sql, principal, 'project:create')) !== 'all')
        throw new ForbiddenError('project:create');
      const id = await this.rows.insert(sql, { slug, name, description });
      if (id === null) throw new ProjectExistsError(slug);
      await note({
        action: 'project.created',
        target: { kind: 'project', id: String(id), name: slug },
        after: { name, description },
      });
    });
    return this.projects.get('all', slug);
  }

  /** Its name and description; an archived one has them changed as well. */
  async describe(asking: Asking, slug: string, patch: ProjectPatch): Promise<Project> {
    await this.audit.changeInSql(asking.context, async (sql, note) => {
      const before = await this.hold(sql, asking, slug);
      const { name = before.name, description = before.description } = patch;
      if (name === before.name && description === before.description) return;
      await this.rows.describe(sql, { id: before.id, name, description });
      await note({ ...noteOf('project.changed', before), before: told(before), after: { name, description } });
    });
    return this.projects.get(asking.scope, slug);
  }

  /** Once it is archived nothing that is under way comes into it. One that is archived stays so. */
  async archive(asking: Asking, slug: string): Promise<Project> {
    const { context, scope } = asking;
    await this.audit.changeInSql(context, async (sql, note) => {
      // Alone: a report that is being taken in would come into it afterwards.
      await this.intake.holdAlone(sql);
      const project = await this.hold(sql, asking, slug);
      if (project.isArchived) return;
      await this.rows.archive(sql, project.id, auditActor(context));
      await note(noteOf('project.archived', project));
    });
    return this.projects.get(scope, slug);
  }

  /** One that is not archived stays so. */
  async unarchive(asking: Asking, slug: string): Promise<Project> {
    const { context, scope } = asking;
    await this.audit.changeInSql(context, async (sql, note) => {
      const project = await this.hold(sql, asking, slug);
      if (!project.isArchived) return;
      await this.rows.unarchive(sql, project.id);
      await note(noteOf('project.unarchived', project));
    });
    return this.projects.get(scope, slug);
  }

  /** Asked where it is written: a grant may be gone since the request came. Throws ProjectNotFoundError. */
  private async hold(sql: Sql, { principal, scope }: Asking, slug: string): Promise<HeldProject> {
    const project = await this.rows.hold(sql, slug);
    if (project === null || !isInScope(scope, project.id)) throw new ProjectNotFoundError(slug);
    if (!isInScope(await this.held.scopeIn(sql, principal, 'project:write'), project.id))
      throw new ForbiddenError('project:write');
    return project;
  }
}

function noteOf(action: AuditNote['action'], { id, slug }: HeldProject): AuditNote {
  return { action, target: { kind: 'project', id: String(id), name: slug } };
}

function told({ name, description }: HeldProject): { name: string; description: string } {
  return { name, description };
}
