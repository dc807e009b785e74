import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { isInScope, type ProjectScope } from '../access/project-scope.js';
import type { Transaction } from '../audit/audit-log.js';
import { ProjectNotFoundError } from './projects.errors.js';

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
}
