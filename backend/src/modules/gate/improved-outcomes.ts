import { Injectable } from '@nestjs/common';
import { OUTCOMES, type Outcome, type Verdict } from '../../core/gate/verdict.js';
import type { Sql } from '../../database/database.js';
import type { Note } from '../audit/audit-log.js';
import { type GivenBefore, VerdictsRepository } from './verdicts.repository.js';

/** More than an artifact is scanned by, and short enough for the log. */
const MOST_SCANS = 100;

/** A scan that a verdict rests on, as the audit log names it: the report's bytes outlast its row. */
interface NamedScan {
  readonly scanId: string | null;
  readonly report: string;
}

/** Tells the audit log wherever a verdict is better than the one before it: what changed, and what each of them rests on. */
@Injectable()
export class ImprovedOutcomes {
  constructor(private readonly verdicts: VerdictsRepository) {}

  /** `before` is what was given last, standing or not; `note` names who caused the change. */
  async tell(
    sql: Sql,
    note: Note,
    artifactId: number,
    verdicts: readonly Verdict[],
    before: readonly GivenBefore[],
  ): Promise<void> {
    const improved = verdicts.flatMap((verdict) => {
      const last = before.find(({ environment }) => environment === verdict.environment);
      return last !== undefined && isBetter(verdict.outcome, last.outcome) ? [{ verdict, last }] : [];
    });
    if (improved.length === 0) return;
    const bases = await this.verdicts.listBases(
      sql,
      improved.map(({ last }) => last.verdictRow),
    );
    const reports = improved.flatMap(({ verdict }) => verdict.inputs.scans.map(({ report }) => report));
    const scanIds = await this.verdicts.findScanIds(sql, artifactId, [
      ...reports,
      ...[...bases.values()].flatMap((base) => base.reports),
    ]);
    const named = (list: readonly string[]): NamedScan[] =>
      list.slice(0, MOST_SCANS).map((report) => ({ scanId: scanIds.get(report) ?? null, report }));
    for (const { verdict, last } of improved) {
      const base = bases.get(last.verdictRow);
      await note({
        action: 'verdict.improved',
        target: { kind: 'artifact', id: String(artifactId), name: `${verdict.image}@${verdict.digest}` },
        before: {
          environment: last.environment,
          outcome: last.outcome,
          verdictId: base?.verdictId ?? null,
          policyVersion: base?.policyVersion ?? null,
          scans: named(base?.reports ?? []),
        },
        after: {
          environment: verdict.environment,
          outcome: verdict.outcome,
          verdictId: verdict.verdictId,
          policyVersion: verdict.policyVersion,
          scans: named(verdict.inputs.scans.map(({ report }) => report)),
        },
      });
    }
  }
}

/** Those for which an earlier place in OUTCOMES is better. */
function isBetter(outcome: Outcome, than: Outcome): boolean {
  return OUTCOMES.indexOf(outcome) < OUTCOMES.indexOf(than);
}
