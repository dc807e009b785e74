import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import { isInScope, type ProjectScope } from '../access/project-scope.js';
import type { Transaction } from '../audit/audit-log.js';
import { ProjectArchivedError, ProjectNotFoundError } from './projects.errors.js';

type Openness = { slug: string; isArchived: boolean };

/** Projects by the names that people write. */
@Injectable()
export class Projects {
  constructor(private readonly database: Database) {}

  /** The project's id. Throws ProjectNotFoundError where it is not there, or outside of the scope. */
  async idOf(slug: string, scope: ProjectScope): Promise<number> {
    const [project] = await this.database.query<{ id: number }>('SELECT id FROM project WHERE slug = $1', [slug]);
    if (project === undefined || !isInScope(scope, project.id)) throw new ProjectNotFoundError(slug);
    return project.id;
  }

  /** Makes it where it is not there yet. */
  async findOrCreate(transaction: Transaction, slug: string): Promise<{ id: number; isNew: boolean }> {
    const { count } = await transaction.project.createMany({ data: [{ slug, name: slug }], skipDuplicates: true });
    const { id } = await transaction.project.findUniqueOrThrow({ where: { slug }, select: { id: true } });
    return { id, isNew: count > 0 };
  }

  /** Throws ProjectArchivedError for one that is archived now. To be asked again where something is written. */
  async refuseArchived(slug: string): Promise<void> {
    const [project] = await this.database.query<Openness>(
      'SELECT slug, archived_at IS NOT NULL AS "isArchived" FROM project WHERE slug = $1',
      [slug],
    );
    refuseIfArchived(project);
  }

  /**
   * For what comes into a project in this transaction: to archive it waits until the transaction ends, or came first. Null, for what is
   * of every project, is never archived. Throws ProjectArchivedError.
   */
  async holdOpen(sql: Sql, projectId: number | null): Promise<void> {
    if (projectId === null) return;
    const [project] = await sql.query<Openness>(HOLD, [projectId]);
    refuseIfArchived(project);
  }

  /** The same in a transaction of Prisma's. */
  async holdOpenIn(transaction: Transaction, projectId: number | null): Promise<void> {
    if (projectId === null) return;
    const [project] = await transaction.$queryRawUnsafe<Openness[]>(HOLD, projectId);
    refuseIfArchived(project);
  }
}

const HOLD = 'SELECT slug, archived_at IS NOT NULL AS "isArchived" FROM project WHERE id = $1 FOR SHARE';

function refuseIfArchived(project: Openness | undefined): void {
  if (project?.isArchived === true) throw new ProjectArchivedError(project.slug);
}
