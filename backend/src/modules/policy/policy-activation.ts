import { Injectable } from '@nestjs/common';
import type { Policy } from '../../core/policy/policy.js';
import { parsePolicy } from '../../core/policy/parse-policy.js';
import type { Sql } from '../../database/database.js';
import { auditActor, type AuditActor, type AuditSource, SYSTEM } from '../audit/audit-event.js';
import { AuditLog, type Note } from '../audit/audit-log.js';
import { JobQueue } from '../jobs/job-queue.js';
import { policyChange } from './policy-change.js';
import { PolicyReplacedError } from './policy.errors.js';
import { type ActiveVersion, type PolicyOrigin, PolicyRepository } from './policy.repository.js';

interface Activated {
  /** What was active before. */
  readonly active: ActiveVersion | null;
  readonly policy: Policy;
  readonly origin: PolicyOrigin;
  readonly actor: AuditActor;
}

/** Puts a policy in force, and tells the audit log what that changes. */
@Injectable()
export class PolicyActivation {
  constructor(
    private readonly policies: PolicyRepository,
    private readonly log: AuditLog,
    private readonly jobs: JobQueue,
  ) {}

  /**
   * The file that a process was started with. A saved policy takes precedence: returns false then, and true if the file
   * is the active policy.
   */
  activateFile(policy: Policy): Promise<boolean> {
    return this.log.changeInSql(SYSTEM, async (sql, note) => {
      const active = await this.policies.lockActive(sql);
      if (active?.version === policy.version) return true;
      if (active?.origin === 'console') return false;
      await this.activate(sql, note, { active, policy, origin: 'file', actor: auditActor(SYSTEM) });
      return true;
    });
  }

  /** A policy that a person saved, in place of the version that they were editing. */
  async activateSaved(source: AuditSource, policy: Policy, replaces: string): Promise<void> {
    await this.log.changeInSql(source, async (sql, note) => {
      const active = await this.policies.lockActive(sql);
      if (active?.version === policy.version && active.origin === 'console') return;
      if (active !== null && active.version !== replaces) throw new PolicyReplacedError(active.version);
      await this.activate(sql, note, { active, policy, origin: 'console', actor: auditActor(source) });
    });
  }

  private async activate(sql: Sql, note: Note, { active, policy, origin, actor }: Activated): Promise<void> {
    const before = active === null ? null : await this.policies.findSource(active.id, sql);
    const change = policyChange(before === null ? null : parsePolicy(before), policy);
    await this.policies.activate(sql, policy, origin, actor);
    await this.jobs.request(sql, 're-evaluation');
    await note({
      action: 'policy.activated',
      target: { kind: 'policy', id: null, name: policy.version },
      before: active === null ? null : { version: active.version, origin: active.origin, settings: change.before },
      after: { version: policy.version, origin, settings: change.after },
    });
  }
}
