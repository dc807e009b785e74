import { Injectable } from '@nestjs/common';
import { Configuration } from '../../config/configuration.js';
import { dayOf } from '../../core/gate/words.js';
import { Database } from '../../database/database.js';
import { SYSTEM } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.js';
import { Job } from '../jobs/job.js';
import type { JobRun } from '../jobs/job-run.js';
import { AdvisoryNamesNow } from './advisory-names-now.js';
import { noteOf } from './waiver-acts.js';
import { WaiverEffects } from './waiver-effects.js';
import { type UsedWaiver, WaiverUpkeepRepository } from './waiver-upkeep.repository.js';
import { WaiversRepository } from './waivers.repository.js';

/** Waivers that are looked up at once. */
const BATCH = 100;

/**
 * Says which waivers are about to end, and closes those whose findings are fixed. No waiver counts for longer by it: whether one counts is asked at each
 * evaluation, and here one can only be ended.
 */
@Injectable()
export class WaiverUpkeepService {
  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly upkeep: WaiverUpkeepRepository,
    private readonly waivers: WaiversRepository,
    private readonly names: AdvisoryNamesNow,
    private readonly effects: WaiverEffects,
  ) {}

  @Job('waivers', { every: '1h' })
  async run(job: Pick<JobRun, 'pause'>): Promise<string | null> {
    const told = await this.tellEnding(job);
    const closed = await this.closeFixed(job);
    const said = [
      ...(told > 0
        ? [`Announced ${told} ${told === 1 ? 'waiver' : 'waivers'} that ${told === 1 ? 'ends' : 'end'} soon.`]
        : []),
      ...(closed > 0 ? [`Closed ${closed} ${closed === 1 ? 'waiver' : 'waivers'} whose findings are fixed.`] : []),
    ];
    return said.length === 0 ? null : said.join(' ');
  }

  /** Once for each revision, in the audit log. */
  private async tellEnding(job: Pick<JobRun, 'pause'>): Promise<number> {
    const days = this.configuration.get('WAIVER_ENDING_NOTICE_DAYS');
    let told = 0;
    for (;;) {
      const ids = await this.upkeep.listEnding(this.database, days, BATCH);
      for (const id of ids) {
        await job.pause();
        await this.audit.changeInSql(SYSTEM, async (sql, note) => {
          const waiver = await this.waivers.hold(sql, id);
          if (waiver === null || !(await this.upkeep.tellEnding(sql, id, days))) return;
          await note(noteOf('waiver.ending', waiver));
          told += 1;
        });
      }
      if (ids.length < BATCH) return told;
    }
  }

  private async closeFixed(job: Pick<JobRun, 'pause'>): Promise<number> {
    const days = this.configuration.get('WAIVER_CLOSE_AFTER_DAYS');
    if (days === 0) return 0;
    let closed = 0;
    for (let after = 0; ;) {
      const waivers: readonly UsedWaiver[] = await this.upkeep.listUsed(this.database, after, BATCH);
      for (const waiver of waivers) {
        await job.pause();
        const isGone = await this.isGone(waiver);
        if (isGone || waiver.goneSince !== null) await this.upkeep.noteGone(this.database, waiver, isGone);
        if (
          isGone &&
          (await this.upkeep.goneFor(this.database, waiver, days)) !== null &&
          (await this.close(waiver, days))
        )
          closed += 1;
      }
      after = waivers.at(-1)?.id ?? after;
      if (waivers.length < BATCH) return closed;
    }
  }

  private async isGone(waiver: UsedWaiver, sql: Parameters<WaiverUpkeepRepository['isGone']>[0] = this.database) {
    return this.upkeep.isGone(sql, waiver, (await this.names.listFor(sql, waiver.content, 'all')) ?? []);
  }

  /** Asked again where it is written, while no report is under way. */
  private close(seen: UsedWaiver, days: number): Promise<boolean> {
    return this.audit.changeInSql(SYSTEM, async (sql, note) => {
      await this.effects.prepare(sql);
      const waiver = await this.waivers.hold(sql, seen.id);
      if (waiver?.state !== 'approved' || waiver.number !== seen.number) return false;
      const since = await this.upkeep.goneFor(sql, seen, days);
      if (since === null || !(await this.isGone(seen, sql))) return false;
      const at = await this.waivers.now(sql);
      const reason = `Fixed: no current artifact has had ${waiver.content.scope.advisory ?? 'it'} since ${dayOf(since.getTime())}.`;
      await this.waivers.end(sql, waiver, { state: 'closed', by: SYSTEM.actor, reason, at });
      const before = await this.effects.end(sql, waiver);
      await note(noteOf('waiver.closed', waiver, { reason, verdicts: before.length }));
      return true;
    });
  }
}
