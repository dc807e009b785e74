import { Injectable } from '@nestjs/common';
import { evaluateWhole, judgeQuestion, type Question, REMEDIES, verdictOn } from '../../core/gate/evaluate.js';
import { namesLostWaivers } from '../../core/gate/names-lost-waivers.js';
import { verdictJson } from '../../core/gate/verdict-json.js';
import type { Reason, ReasonFinding, Verdict } from '../../core/gate/verdict.js';
import { Database, type Sql } from '../../database/database.js';
import { MOST_CLAIMS_HERE } from './fresh-verdicts.js';
import { GivenQuestions, type MissingInput } from './given-questions.js';
import {
  EvaluationTooHeavyError,
  FindingsTooHeavyError,
  VerdictEvidenceDeletedError,
  VerdictNotFoundError,
  VerdictNotReplayableError,
} from './gate.errors.js';
import { type GivenVerdict, VerdictsRepository } from './verdicts.repository.js';

/** As earlier versions found and said them. */
const [, ...FORMER_REMEDIES] = REMEDIES;

/** Some of the findings behind a reason: data alone. */
export interface FindingsAsked {
  readonly artifactId: number;
  /** verdict.id */
  readonly row: number;
  readonly rule: string;
  /** How many to leave out, and how many to give. */
  readonly offset: number;
  readonly limit: number;
}

/** Which verdict: data alone. */
export interface ReplayAsked {
  readonly artifactId: number;
  /** verdict.id */
  readonly row: number;
}

/** `waivers-not-kept`: it names waivers that did not count, which are not stored. */
export type ReplayMissing = MissingInput | 'waivers-not-kept';

/** What comes of evaluating again what a verdict was given for. */
export interface Replayed {
  /** The verdict as given, byte by byte. */
  readonly isSame: boolean;
  /** Why it could not be evaluated again. Null where it was. */
  readonly missing: ReplayMissing | null;
  /** What it was given for, by this version; null where that is the same, or something is missing. */
  readonly again: Verdict | null;
}

/** Evaluates again what a verdict was given for: the same scans, policy and instant. */
@Injectable()
export class VerdictReplay {
  private listElsewhere: ((asked: FindingsAsked) => Promise<readonly ReasonFinding[]>) | null = null;

  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly questions: GivenQuestions,
  ) {}

  /** Called once, when the application starts: threads are above the gate. */
  listBy(listElsewhere: (asked: FindingsAsked) => Promise<readonly ReasonFinding[]>): void {
    this.listElsewhere = listElsewhere;
  }

  /** Much work: not where requests are answered. Throws VerdictNotFoundError. */
  replay({ row }: ReplayAsked): Promise<Replayed> {
    return this.reading(row, async (sql, given) => {
      const question = await this.questions.of(sql, given);
      if (typeof question === 'string') return { isSame: false, missing: question, again: null };
      const judged = judgeQuestion(question);
      const again = verdictOn(judged);
      const isGiven = (verdict: Verdict): boolean => verdictJson(verdict) === given.body;
      if (isGiven(again) || FORMER_REMEDIES.some((remedies) => isGiven(verdictOn(judged, { remedies }))))
        return { isSame: true, missing: null, again: null };
      return namesLostWaivers(JSON.parse(given.body) as Verdict, again)
        ? { isSame: false, missing: 'waivers-not-kept', again: null }
        : { isSame: false, missing: null, again };
    });
  }

  /**
   * Of the findings behind its reasons a verdict keeps the worst alone; here are the others, worst first, or an error where they might be others
   * than it was given for. Throws VerdictNotFoundError, VerdictNotReplayableError, VerdictEvidenceDeletedError, FindingsTooHeavyError.
   */
  async list(asked: FindingsAsked): Promise<readonly ReasonFinding[]> {
    const { artifactId, row, rule, offset, limit } = asked;
    if (this.listElsewhere !== null && (await this.verdicts.weigh(artifactId, MOST_CLAIMS_HERE)) > MOST_CLAIMS_HERE) {
      return this.listElsewhere(asked).catch((error: unknown) => {
        throw error instanceof EvaluationTooHeavyError ? new FindingsTooHeavyError() : error;
      });
    }
    const findings = await this.reading(row, async (sql, given) =>
      findingsOf(given, questionOr(await this.questions.of(sql, given)), rule),
    );
    return findings.slice(offset, offset + limit);
  }

  /** What is read is of one instant: a scan may be read again meanwhile. */
  private reading<T>(row: number, work: (sql: Sql, given: GivenVerdict) => Promise<T>): Promise<T> {
    return this.database.transaction(async (sql) => {
      await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const given = await this.verdicts.findRow(sql, row);
      if (given === null) throw new VerdictNotFoundError();
      return work(sql, given);
    });
  }
}

function questionOr(question: Question | MissingInput): Question {
  if (question === 'scan-deleted') throw new VerdictEvidenceDeletedError();
  if (typeof question === 'string') throw new VerdictNotReplayableError();
  return question;
}

function findingsOf(given: GivenVerdict, question: Question, rule: string): readonly ReasonFinding[] {
  const { reasons } = JSON.parse(given.body) as Verdict;
  const [then, now] = [reasons, evaluateWhole(question).reasons].map((list) => list.find((each) => each.rule === rule));
  if (then === undefined || now === undefined || !isSame(then, now)) throw new VerdictNotReplayableError();
  return now.findings;
}

/** Another version may count otherwise. `whole` has all the findings. */
function isSame(given: Reason, whole: Reason): boolean {
  return (
    given.outcome === whole.outcome &&
    given.message === whole.message &&
    given.findingCount === whole.findings.length &&
    given.findings.every(({ id, severity }, place) => {
      const other = whole.findings[place];
      return other?.id === id && other.severity === severity;
    })
  );
}
