import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';

/** Whether somebody may know of an artifact, for what is shown of one. */
@Injectable()
export class VisibleArtifactsRepository {
  constructor(private readonly database: Database) {}

  async has(id: number, scope: ProjectScope): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM artifact JOIN image ON image.id = image_id
       WHERE artifact.id = $1 AND ($2::int[] IS NULL OR project_id = ANY ($2))`,
      [id, scopeParameter(scope)],
    );
    return rows.length > 0;
  }
}
