import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** What an artifact may be compared with, of its own image. */
@Injectable()
export class ComparisonBaseRepository {
  constructor(private readonly database: Database) {}

  /** artifact.id of the one that came in before; null for the first. */
  async findPrevious(artifactId: number): Promise<number | null> {
    const [previous] = await this.database.query<{ id: number }>(
      `SELECT other.id FROM artifact JOIN artifact AS other USING (image_id)
       WHERE artifact.id = $1 AND (other.created_at, other.id) < (artifact.created_at, artifact.id)
       ORDER BY other.created_at DESC, other.id DESC LIMIT 1`,
      [artifactId],
    );
    return previous?.id ?? null;
  }
}
