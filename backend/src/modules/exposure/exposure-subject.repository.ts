import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type ProjectScope, scopeCondition } from '../access/project-scope.js';
import { namesLinkedTo } from '../postings/artifacts-with.js';
import type { AdvisoryName } from './exposure-subject.js';

export type ComponentRow = {
  id: number;
  purl: string | null;
  type: string;
  name: string;
  version: string | null;
};

/** No advisory of the databases has as many names. */
const MOST_NAMES = 100;

/** What a search names, as rows. What these tables hold belongs to no project: nothing of it is answered unless an artifact in scope has it. */
@Injectable()
export class ExposureSubjectRepository {
  constructor(private readonly database: Database) {}

  /**
   * An advisory by one of its names, which comes first, and the others that findings in scope give it. Takes a normalised identifier.
   */
  listNames(identifier: string, scope: ProjectScope): Promise<AdvisoryName[]> {
    const parameters: unknown[] = [identifier];
    const isVisible = scopeCondition(scope, 'image.project_id', (value) => `$${parameters.push(value)}`);
    return this.database.query<AdvisoryName>(namesLinkedTo('$1', isVisible, MOST_NAMES), parameters);
  }

  /** Every version, of every ecosystem, however the letters are written. */
  listByName(names: readonly string[]): Promise<ComponentRow[]> {
    return this.database.query<ComponentRow>(
      `SELECT ${COLUMNS} FROM component WHERE lower(name) IN (SELECT lower(name) FROM unnest($1::text[]) AS name)`,
      [names],
    );
  }

  /** Takes a canonical purl without qualifiers; answers those that go on with a version, qualifiers or a subpath. */
  listByPurl(purl: string): Promise<ComponentRow[]> {
    return this.database.query<ComponentRow>(
      `SELECT ${COLUMNS} FROM component WHERE purl = $1 OR (purl ~>=~ ($1 || '#') AND purl ~<~ ($1 || '$'))
         OR (purl ~>=~ ($1 || '?') AND purl ~<~ ($1 || 'A'))`,
      [purl],
    );
  }
}

const COLUMNS = 'id, purl, type, name, version';
