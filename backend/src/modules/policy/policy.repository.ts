import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';

/** 'policy' in ASCII: whoever changes the active policy holds it. */
const POLICY_LOCK = '123623862526841';

export type PolicyOrigin = 'file' | 'console';

export type StoredPolicy = {
  id: number;
  version: string;
  source: string;
  activatedAt: Date;
  origin: PolicyOrigin;
  activatedBy: string | null;
  /** Counts up from 1. */
  number: number;
};

export type ActiveVersion = { id: number; version: string; origin: PolicyOrigin };

/** In SQL throughout: the gate asks for the active policy, and a change is made under an advisory lock. */
@Injectable()
export class PolicyRepository {
  constructor(private readonly database: Database) {}

  /** Of two that change the policy together, the second waits here and finds what the first one did. */
  async lockActive(sql: Sql): Promise<ActiveVersion | null> {
    await sql.query('SELECT pg_advisory_xact_lock($1::bigint)', [POLICY_LOCK]);
    return findActive(sql);
  }

  /** Makes this text the active policy; whoever calls holds the lock. A text that was there before is not stored again. */
  async activate(
    sql: Sql,
    { version, source }: { version: string; source: string },
    origin: PolicyOrigin,
  ): Promise<void> {
    await sql.query(
      `INSERT INTO policy_version (version, source, origin, activated_at) VALUES ($1, $2, $3, clock_timestamp())
       ON CONFLICT (version) DO UPDATE SET activated_at = excluded.activated_at, origin = excluded.origin`,
      [version, source, origin],
    );
  }

  /** Without the text, which the caller has already if the version is the same. */
  findActiveVersion(): Promise<ActiveVersion | null> {
    return findActive(this.database);
  }

  async findSource(id: number, sql: Sql = this.database): Promise<string | null> {
    const [found] = await sql.query<{ source: string }>('SELECT source FROM policy_version WHERE id = $1', [id]);
    return found?.source ?? null;
  }

  /** Newest first. */
  list(limit: number): Promise<StoredPolicy[]> {
    return this.database.query<StoredPolicy>(
      `SELECT * FROM (${NUMBERED}) AS numbered ORDER BY "activatedAt" DESC, id DESC LIMIT $1`,
      [limit],
    );
  }

  async findByVersion(version: string): Promise<StoredPolicy | null> {
    const [found] = await this.database.query<StoredPolicy>(
      `SELECT * FROM (${NUMBERED}) AS numbered WHERE version = $1`,
      [version],
    );
    return found ?? null;
  }
}

async function findActive(sql: Sql): Promise<ActiveVersion | null> {
  const [active] = await sql.query<ActiveVersion>(
    `SELECT id, version, origin FROM policy_version WHERE activated_at IS NOT NULL
     ORDER BY activated_at DESC, id DESC LIMIT 1`,
  );
  return active ?? null;
}

/** By age among all of them, for identifiers may have gaps. */
const NUMBERED = `SELECT id, version, source, activated_at AS "activatedAt", origin,
    (SELECT actor FROM audit_event WHERE action = 'policy.activated' AND target = version
     ORDER BY sequence DESC LIMIT 1) AS "activatedBy",
    row_number() OVER (ORDER BY id)::int AS number
  FROM policy_version WHERE activated_at IS NOT NULL`;
