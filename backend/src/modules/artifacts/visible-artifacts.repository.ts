import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeParameter } from '../access/project-scope.js';

const MOST_OF_IMAGE = 10;

/** The artifacts that a caller can see, for what is shown of them. */
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

  /** artifact.id of what a tag of an image names, or else of what any of its tags names and of what was scanned last; newest first. */
  async newestOf(
    { project, image, tag }: { readonly project: string; readonly image: string; readonly tag: string | null },
    scope: ProjectScope,
  ): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT artifact.id FROM project JOIN image ON project_id = project.id JOIN artifact ON image_id = image.id
       WHERE project.slug = $1 AND repository = $2 AND ($3::int[] IS NULL OR project.id = ANY ($3))
         AND (($4::text IS NULL AND artifact.id = latest_id) OR EXISTS (
           SELECT FROM artifact_tag WHERE artifact_id = artifact.id AND ($4::text IS NULL OR tag = $4)))
       ORDER BY last_scanned_at DESC, artifact.id DESC LIMIT ${MOST_OF_IMAGE}`,
      [project, image, scopeParameter(scope), tag],
    );
    return rows.map(({ id }) => id);
  }
}
