import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOG, type Log } from '../common/logging/log.js';
import { Database } from './database.js';

/** Tells the operator where the API could do more to its database than it has to. */
@Injectable()
export class RoleCheck implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** A database that is not there yet is reported by readiness. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      if (await this.canAlterSchema()) {
        this.log.warn(
          'the database role of DATABASE_URL owns the tables, so an intruder in the API could alter them and the ' +
            'audit log: give the API a role of its own, and migrations DATABASE_OWNER_URL (docs/decisions/0005-the-api-does-not-own-its-tables.md)',
        );
      }
    } catch (error) {
      this.log.warn({ err: error }, 'what the database role may do cannot be told: the database cannot be asked');
    }
  }

  private async canAlterSchema(): Promise<boolean> {
    const [found] = await this.database.query<{ isMember: boolean }>(
      `SELECT pg_has_role(relowner, 'MEMBER') AS "isMember" FROM pg_class WHERE oid = to_regclass('audit_event')`,
    );
    return found?.isMember ?? false;
  }
}
