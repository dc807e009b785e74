import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';

/** Where everything goes that names no project. */
const DEFAULT = 'default';

/** Which project a request means that names none: the only one that its sender has, else `default`. */
@Injectable()
export class DefaultProject {
  constructor(private readonly database: Database) {}

  async slugFor(scope: ProjectScope): Promise<string> {
    if (scope === 'all' || scope.length !== 1) return DEFAULT;
    const [only] = await this.database.query<{ slug: string }>('SELECT slug FROM project WHERE id = $1', [scope[0]]);
    return only?.slug ?? DEFAULT;
  }
}
