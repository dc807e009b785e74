import { Injectable } from '@nestjs/common';
import { DamagedBlockError } from '../../core/columns/damaged-block-error.js';
import { columnFindings } from '../../core/gate/column-findings.js';
import { countingScans, doAllCount, type EvidenceRules } from '../../core/gate/counting-evidence.js';
import { currentScans } from '../../core/gate/current-scans.js';
import type { Facts } from '../../core/gate/facts.js';
import { factsOf, factsWith } from '../../core/gate/facts-of.js';
import type { Sql } from '../../database/database.js';
import { LackedComponentsRepository } from '../scans/lacked-components.repository.js';
import { ScanRecordsRepository, type StoredStamp } from '../scans/scan-records.repository.js';
import {
  type FindingsSize,
  type StoredFindings,
  StoredFindingsRepository,
} from '../scans/stored-findings.repository.js';
import type { GatedArtifact } from './verdicts.repository.js';

/** So much is decoded where requests are answered: in some 5 ms. */
const MOST_HERE: FindingsSize = { findings: 10_000, nameBytes: 1_000_000 };

/** Whether findings are judged where requests are answered, as long as that does not hold them up. */
export type EvaluationPlace = 'here' | 'anywhere';

/** There is too much to evaluate in the thread that answers requests, or it would have to be read from claims. */
export class TooMuchHereError extends Error {
  override name = 'TooMuchHereError';
}

/** Everything that a policy may ask about an artifact, from what is stored. */
@Injectable()
export class StoredFacts {
  constructor(
    private readonly records: ScanRecordsRepository,
    private readonly lacked: LackedComponentsRepository,
    private readonly findings: StoredFindingsRepository,
  ) {}

  /** Every scan of the artifact, the current ones with what they lack. */
  async historyOf(sql: Sql, artifactId: number): Promise<StoredStamp[]> {
    return this.lacked.fill(sql, await this.records.listStamps(sql, artifactId));
  }

  /**
   * By the scans of all senders: from the artifact's columns where they are of these very scans, else from the claims.
   * Throws TooMuchHereError where `place` is a thread that answers requests and to judge these would hold it.
   */
  async ofEverybody(
    sql: Sql,
    artifact: GatedArtifact,
    history: readonly StoredStamp[],
    place: EvaluationPlace = 'anywhere',
  ): Promise<Facts> {
    const current = currentScans(history);
    const scanIds = current.map(({ scanId }) => scanId);
    const most = place === 'here' ? MOST_HERE : null;
    const findings = areMarked(current, history) ? await this.findingsOf(sql, artifact.id, scanIds, most) : null;
    if (place === 'here' && findings === null) throw new TooMuchHereError();
    if (findings === null) {
      const stored = await this.records.load(sql, scanIds);
      return factsOf({ ...artifact, scans: stored.map(({ record }) => record), history });
    }
    const { columns, texts } = findings;
    const scans = await this.records.loadWithoutFindings(sql, scanIds);
    return factsWith(
      { ...artifact, scans, history },
      columnFindings(columns, () => texts),
    );
  }

  /**
   * By the scans that count in an environment: others replace none of them. Throws TooMuchHereError if these are not
   * all scans and `place` is a thread that answers requests.
   */
  async ofCounting(
    sql: Sql,
    everybodys: Facts,
    history: readonly StoredStamp[],
    rules: EvidenceRules,
    place: EvaluationPlace = 'anywhere',
  ): Promise<Facts> {
    if (doAllCount(history, rules)) return countingAll(everybodys, rules);
    if (place === 'here') throw new TooMuchHereError();
    const counting = countingScans(history, rules);
    const current = currentScans(counting).map(({ scanId }) => scanId);
    const [stored, components] = [
      await this.records.load(sql, current),
      await this.records.countComponents(sql, current),
    ];
    const { image, digest } = everybodys;
    // What others listed is nothing that the scans that count could lack.
    const own = new Map((await this.lacked.fill(sql, counting)).map((stamp) => [stamp.scanId, stamp]));
    const stamps = history.map((stamp) => own.get(stamp.scanId) ?? stamp);
    return factsOf({
      image,
      digest,
      ...components,
      scans: stored.map(({ record }) => record),
      history: stamps,
      ...rules,
    });
  }

  /** Null where they are of other scans than those that count now, or cannot be read. */
  private async findingsOf(
    sql: Sql,
    artifactId: number,
    scanIds: readonly number[],
    most: FindingsSize | null,
  ): Promise<StoredFindings | null> {
    try {
      return await this.findings.loadOf(sql, artifactId, scanIds, most);
    } catch (error) {
      if (error instanceof DamagedBlockError) return null;
      throw error;
    }
  }
}

/** The facts by all scans, for an environment in which all of these scans count. */
export function countingAll(everybodys: Facts, { from, tools }: EvidenceRules): Facts {
  if (from === undefined && tools === undefined) return everybodys;
  return { ...everybodys, senders: from === undefined ? null : { from, otherCount: 0 }, tools: tools ?? null };
}

/** Whether the scans that count are those that are marked so, which is done in the transaction in which their findings are kept. */
export function areMarked(current: readonly StoredStamp[], history: readonly StoredStamp[]): boolean {
  const counting = new Set(current);
  return history.every((stamp) => stamp.isCurrent === counting.has(stamp));
}
