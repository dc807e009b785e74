import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { PrismaService } from '../../database/prisma.service.js';

/** 'policy' in ASCII: whoever changes the active policy holds it. */
const POLICY_LOCK = '123623862526841';

export type StoredPolicy = {
  id: number;
  version: string;
  source: string;
  activatedAt: Date;
  /** Counts up from 1. */
  number: number;
};

@Injectable()
export class PolicyRepository {
  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaService,
  ) {}

  /** Makes this text the active policy. A text that was there before is not stored again; one that is active stays so. */
  async activate(version: string, source: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      // Two replicas that start together come one after the other, so that the second finds nothing to do.
      await sql.query('SELECT pg_advisory_xact_lock($1::bigint)', [POLICY_LOCK]);
      const [active] = await sql.query<{ version: string }>(`SELECT version ${ACTIVE}`);
      if (active?.version === version) return;
      await sql.query(
        `INSERT INTO policy_version (version, source, activated_at) VALUES ($1, $2, clock_timestamp())
         ON CONFLICT (version) DO UPDATE SET activated_at = excluded.activated_at`,
        [version, source],
      );
    });
  }

  /** Without the text, which the caller has already if the version is the same. */
  async findActiveVersion(): Promise<{ id: number; version: string } | null> {
    const [active] = await this.database.query<{ id: number; version: string }>(`SELECT id, version ${ACTIVE}`);
    return active ?? null;
  }

  async findSource(id: number): Promise<string | null> {
    const prisma = await this.prisma.open();
    const found = await prisma.policyVersion.findUnique({ where: { id }, select: { source: true } });
    return found?.source ?? null;
  }

  /** Newest first. Numbered by age among all of them, for identifiers may have gaps. */
  list(limit: number): Promise<StoredPolicy[]> {
    return this.database.query<StoredPolicy>(
      `SELECT id, version, source, activated_at AS "activatedAt", row_number() OVER (ORDER BY id)::int AS number
       FROM policy_version WHERE activated_at IS NOT NULL ORDER BY activated_at DESC, id DESC LIMIT $1`,
      [limit],
    );
  }
}

const ACTIVE = 'FROM policy_version WHERE activated_at IS NOT NULL ORDER BY activated_at DESC, id DESC LIMIT 1';
