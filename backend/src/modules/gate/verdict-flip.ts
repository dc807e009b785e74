import { Injectable } from '@nestjs/common';
import type { SideName } from '../../core/compare/doubts.js';
import { flip } from '../../core/flip/flip.js';
import { type FlipJson, flipJson } from '../../core/flip/flip-json.js';
import { AddedToRunning } from '../../core/flip/added-to-running.js';
import type { FlipSide, FlipSides, SeenArtifact } from '../../core/flip/flip-side.js';
import type { EvidenceRules } from '../../core/gate/counting-evidence.js';
import { currentIds } from '../../core/gate/scans-then.js';
import { evaluate } from '../../core/gate/evaluate.js';
import type { Verdict } from '../../core/gate/verdict.js';
import type { Waiver } from '../../core/model/waiver.js';
import { Database, type Sql } from '../../database/database.js';
import { ArtifactWaivers } from '../approved-waivers/artifact-waivers.js';
import { ListedComponentsRepository } from '../scans/listed-components.repository.js';
import { ArtifactVex } from '../vex-documents/artifact-vex.js';
import { VerdictNotFoundError } from './gate.errors.js';
import { type GivenInputs, GivenQuestions, type MissingInput } from './given-questions.js';
import { IntroducedFindings } from './introduced-findings.js';
import { type GivenVerdict, VerdictsRepository } from './verdicts.repository.js';

/** Which two verdicts, of one project and for one environment: data alone. */
export interface FlipAsked {
  /** Of the later one. */
  readonly artifactId: number;
  /** verdict.id */
  readonly row: number;
  /** verdict.id of the earlier one. */
  readonly fromRow: number;
}

/** `decided-otherwise`: by the same inputs this version gives a verdict whose rules say something else. */
export type FlipMissing = MissingInput | 'decided-otherwise';

export interface Flipped {
  /** Why it is not known, and of which of the two; null where it is known. */
  readonly missing: { readonly of: SideName; readonly reason: FlipMissing } | null;
  readonly flip: FlipJson | null;
}

interface Given {
  readonly verdict: GivenVerdict;
  readonly inputs: GivenInputs;
}

/** Why two verdicts differ: what they were given for, exchanged input by input. Much work: not where requests are answered. */
@Injectable()
export class VerdictFlip {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictsRepository,
    private readonly questions: GivenQuestions,
    private readonly waivers: ArtifactWaivers,
    private readonly vex: ArtifactVex,
    private readonly components: ListedComponentsRepository,
  ) {}

  /** Throws VerdictNotFoundError. */
  flip({ row, fromRow }: FlipAsked): Promise<Flipped> {
    return this.database.transaction(async (sql) => {
      await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      const [before, after] = [await this.given(sql, fromRow), await this.given(sql, row)];
      if (typeof before === 'string') return missing('before', before);
      if (typeof after === 'string') return missing('after', after);
      const sides = await this.sidesOf(sql, before, after);
      if ('missing' in sides) return sides;
      if (!isGivenFor(before, 'before', sides.before)) return missing('before', 'decided-otherwise');
      if (!isGivenFor(after, 'after', sides.after)) return missing('after', 'decided-otherwise');
      const { environment, at } = after.inputs;
      return { missing: null, flip: flipJson(flip(sides, environment), environment, at) };
    });
  }

  private async given(sql: Sql, row: number): Promise<Given | MissingInput> {
    const verdict = await this.verdicts.findRow(sql, row);
    if (verdict === null) throw new VerdictNotFoundError();
    const inputs = await this.questions.inputsOf(sql, verdict);
    return typeof inputs === 'string' ? inputs : { verdict, inputs };
  }

  private async sidesOf(sql: Sql, before: Given, after: Given): Promise<FlipSides | Flipped> {
    const rules = { before: before.inputs.rules, after: after.inputs.rules };
    const used = { before: await this.used(sql, before), after: await this.used(sql, after) };
    const waiverIds = [...new Set([...used.before.keys(), ...used.after.keys()])];
    const areCompared = isCompared(before) || isCompared(after);
    const sideOf = async (given: Given, side: SideName): Promise<FlipSide | 'other-scans'> => {
      const { artifactId, image, digest } = given.verdict;
      const { policy, at } = given.inputs;
      const then = await this.waivers.listThen(sql, artifactId, waiverIds, new Date(at));
      const waivers = new Map([
        ...then.map(({ waiverId, waiver }) => [waiverId, waiver] as const),
        // What a verdict used is stored with it.
        ...used[side],
      ]);
      const seen = await this.seenBy(sql, given, rules);
      const running = areCompared ? await this.runningBy(sql, given, seen, rules) : NOT_COMPARED;
      if (running === 'other-scans') return running;
      return {
        policy,
        waivers: [...waivers.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        vex: await this.vex.listFiledThen(sql, { id: artifactId, image, digest }, at),
        at,
        seen,
        running,
      };
    };
    const sides = { before: await sideOf(before, 'before'), after: await sideOf(after, 'after') };
    if (sides.before === 'other-scans') return missing('before', sides.before);
    if (sides.after === 'other-scans') return missing('after', sides.after);
    return { before: sides.before, after: sides.after };
  }

  /** By waiver.id. */
  private async used(sql: Sql, { verdict }: Given): Promise<ReadonlyMap<number, Waiver>> {
    const used = await this.waivers.listUsed(sql, verdict.row);
    return new Map(used.map(({ waiverId, waiver }) => [waiverId, waiver]));
  }

  private async seenBy(
    sql: Sql,
    given: Given,
    rules: Readonly<Record<SideName, EvidenceRules>>,
  ): Promise<Record<SideName, SeenArtifact>> {
    const before = await this.seen(sql, given, rules.before);
    const isOfSame = JSON.stringify(rules.before) === JSON.stringify(rules.after);
    return { before, after: isOfSame ? before : await this.seen(sql, given, rules.after) };
  }

  /** What ran then, by what counts under the policy of each side. */
  private async runningBy(
    sql: Sql,
    { verdict, inputs }: Given,
    seen: FlipSide['seen'],
    rules: Readonly<Record<SideName, EvidenceRules>>,
  ): Promise<FlipSide['running'] | 'other-scans'> {
    const by = (side: SideName) =>
      this.questions.runningThen(sql, verdict, inputs, { rules: rules[side], own: seen[side] });
    const before = await by('before');
    const after = seen.after === seen.before ? before : await by('after');
    return before === 'other-scans' || after === 'other-scans' ? 'other-scans' : { before, after };
  }

  private async seen(sql: Sql, { verdict, inputs }: Given, rules: EvidenceRules): Promise<SeenArtifact> {
    return {
      facts: await this.questions.datedFactsBy(sql, verdict, inputs, rules),
      components: await this.components.list(sql, verdict.artifactId, currentIds(inputs.history, rules)),
    };
  }
}

const NOT_COMPARED: FlipSide['running'] = { before: 'not-known-here', after: 'not-known-here' };

function isCompared({ inputs: { policy, environment } }: Given): boolean {
  return IntroducedFindings.environmentsOf(policy).includes(environment);
}

function missing(of: SideName, reason: FlipMissing): Flipped {
  return { missing: { of, reason }, flip: null };
}

/** Whether its inputs, as they are exchanged, still lead to what each rule of the verdict said. */
function isGivenFor(given: Given, side: SideName, { seen, running, policy, waivers, vex, at }: FlipSide): boolean {
  const { verdict, inputs } = given;
  const introduced = isCompared(given) ? new AddedToRunning().of(seen[side], running[side]) : undefined;
  const { facts } = seen[side];
  const again = evaluate({ facts, policy, waivers, vex, introduced, environment: inputs.environment, at });
  const said = ({ outcome, reasons }: Verdict) =>
    JSON.stringify([outcome, reasons.map((reason) => `${reason.rule} ${reason.outcome}`).sort()]);
  return said(again) === said(JSON.parse(verdict.body) as Verdict);
}
