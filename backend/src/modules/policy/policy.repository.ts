import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../database/database.js';
import type { AuditActor } from '../audit/audit-event.js';

/** 'policy' in ASCII: held by every change of the active policy. */
const POLICY_LOCK = '123623862526841';

export type PolicyOrigin = 'file' | 'console';

export type StoredActivation = { activatedAt: Date; origin: PolicyOrigin; activatedBy: string | null };

/** A version, with its last activation. */
export type StoredPolicy = StoredActivation & {
  id: number;
  version: string;
  source: string;
  firstActivatedAt: Date;
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

  /** Makes this text the active policy; the caller holds the lock. A text that was there before is not stored again. */
  async activate(
    sql: Sql,
    { version, source }: { version: string; source: string },
    origin: PolicyOrigin,
    { kind, id, name }: AuditActor,
  ): Promise<void> {
    await sql.query('INSERT INTO policy_version (version, source) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING', [
      version,
      source,
    ]);
    await sql.query(
      `INSERT INTO policy_activation (policy_id, activated_at, origin, activated_by_kind, activated_by_id, activated_by)
       SELECT id, clock_timestamp(), $2, $3, $4, $5 FROM policy_version WHERE version = $1`,
      [version, origin, kind, id, name],
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
      `SELECT * FROM (${NUMBERED}) AS numbered ORDER BY "lastActivation" DESC LIMIT $1`,
      [limit],
    );
  }

  /** Newest first. */
  listActivations(policyId: number, limit: number): Promise<StoredActivation[]> {
    return this.database.query<StoredActivation>(
      `SELECT activated_at AS "activatedAt", origin, activated_by AS "activatedBy" FROM policy_activation
       WHERE policy_id = $1 ORDER BY id DESC LIMIT $2`,
      [policyId, limit],
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
    `SELECT policy_version.id, version, origin
     FROM policy_activation JOIN policy_version ON policy_version.id = policy_id
     ORDER BY policy_activation.id DESC LIMIT 1`,
  );
  return active ?? null;
}

/** By age among all of them, for identifiers may have gaps. */
const NUMBERED = `SELECT policy_version.id, version, source, last.id AS "lastActivation",
    last.activated_at AS "activatedAt", last.origin, last.activated_by AS "activatedBy",
    first.activated_at AS "firstActivatedAt", row_number() OVER (ORDER BY policy_version.id)::int AS number
  FROM policy_version
    CROSS JOIN LATERAL (SELECT * FROM policy_activation WHERE policy_id = policy_version.id ORDER BY id DESC LIMIT 1) AS last
    CROSS JOIN LATERAL (SELECT * FROM policy_activation WHERE policy_id = policy_version.id ORDER BY id LIMIT 1) AS first`;
