import { Injectable } from '@nestjs/common';
import { InvalidInputError } from '../../common/errors/invalid-input.error.js';
import { rowIdOf } from '../../common/pipes/id.pipe.js';
import type { Verdict } from '../../core/gate/verdict.js';
import { Database } from '../../database/database.js';
import type { ProjectScope } from '../access/project-scope.js';
import { ArtifactNotFoundError } from '../artifacts/artifacts.errors.js';
import { VisibleArtifactsRepository } from '../artifacts/visible-artifacts.repository.js';
import { VerdictNotFoundError } from '../gate/gate.errors.js';
import type { Flipped } from '../gate/verdict-flip.js';
import { type GivenVerdict, VerdictsRepository } from '../gate/verdicts.repository.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';
import { NoEarlierVerdictError } from './answers.errors.js';
import { ComparisonBaseRepository } from './comparison-base.repository.js';
import type { FlipVerdict, VerdictFlip } from './dto/verdict-flip.dto.js';
import { KnownFlips } from './known-flips.js';
import { MISSING_INPUTS } from './missing-inputs.js';
import { VerdictHistoryRepository, type VerdictPair } from './verdict-history.repository.js';

/** Why a verdict says something else than an earlier one, worked out where no request has to wait for it. */
@Injectable()
export class VerdictFlipsService {
  constructor(
    private readonly database: Database,
    private readonly artifacts: VisibleArtifactsRepository,
    private readonly verdicts: VerdictsRepository,
    private readonly bases: ComparisonBaseRepository,
    private readonly history: VerdictHistoryRepository,
    private readonly known: KnownFlips,
    private readonly workers: IngestWorkers,
  ) {}

  /**
   * Throws VerdictNotFoundError, ArtifactNotFoundError, NoEarlierVerdictError, EvaluationTooHeavyError, and InvalidInputError for a verdict of
   * another project or environment.
   */
  async explain(verdictId: string, from: string | undefined, scope: ProjectScope): Promise<VerdictFlip> {
    const asked = await this.verdicts.findNamed(verdictId, scope);
    if (asked === null) throw new VerdictNotFoundError();
    const pair =
      from === undefined
        ? await this.pairBefore(asked)
        : { fromRow: await this.rowOf(from, asked, scope), row: asked.row };
    if (pair === null)
      return { ...NOTHING, verdictId, from: null, to: flipVerdict(asked), sentence: firstSentence(asked) };
    const [earlier, later] = [await this.given(pair.fromRow), await this.given(pair.row)];
    const { artifactId } = later;
    const flipped = await this.known.of(pair, () => this.workers.runAside('flipVerdicts', { artifactId, ...pair }));
    return { verdictId, from: flipVerdict(earlier), to: flipVerdict(later), ...answerOf(flipped) };
  }

  /** Null where no other verdict came before. */
  private async pairBefore({ artifactId, row }: GivenVerdict): Promise<VerdictPair | null> {
    const turn = await this.history.findTurn(row);
    if (turn !== null) return turn;
    const previousId = await this.bases.findPrevious(artifactId);
    if (previousId === null) return null;
    const first = await this.history.findFirst(row);
    const fromRow = await this.history.findBeside(previousId, first);
    return fromRow === null ? null : { fromRow, row: first };
  }

  private async rowOf(from: string, asked: GivenVerdict, scope: ProjectScope): Promise<number> {
    if (from.startsWith('v_')) {
      const named = await this.verdicts.findNamed(from, scope);
      if (named === null) throw new VerdictNotFoundError();
      requireSame(named, asked);
      return named.row;
    }
    const artifactId = rowIdOf(from, 'from');
    if (!(await this.artifacts.has(artifactId, scope))) throw new ArtifactNotFoundError(artifactId);
    const row = await this.history.findBeside(artifactId, asked.row);
    if (row === null) throw new NoEarlierVerdictError(environmentOf(asked));
    requireSame(await this.given(row), asked);
    return row;
  }

  private async given(row: number): Promise<GivenVerdict> {
    const given = await this.verdicts.findRow(this.database, row);
    if (given === null) throw new VerdictNotFoundError();
    return given;
  }
}

/** Waivers and VEX documents are of a project, and rules of an environment: they would all be others. */
function requireSame(from: GivenVerdict, asked: GivenVerdict): void {
  const mismatch = (message: string) => new InvalidInputError([{ parameter: 'from', message }]);
  if (from.projectId !== asked.projectId) throw mismatch('must be of the same project');
  const environment = environmentOf(asked);
  if (environmentOf(from) !== environment) throw mismatch(`must be a verdict for ${environment}`);
}

function environmentOf({ body }: GivenVerdict): string {
  return (JSON.parse(body) as Verdict).environment;
}

function flipVerdict({ verdictId, artifactId, digest, body }: GivenVerdict): FlipVerdict {
  const { outcome, evaluatedAt } = JSON.parse(body) as Verdict;
  return { verdictId, artifactId: String(artifactId), digest, outcome, evaluatedAt };
}

const NOTHING = { because: '', missing: null, differing: [], causes: [], rules: [] };

function firstSentence(asked: GivenVerdict): string {
  return `No other verdict for ${environmentOf(asked)} came before: neither of this artifact with another outcome, nor of the one before it.`;
}

function answerOf({ flip, missing }: Flipped): Omit<VerdictFlip, 'verdictId' | 'from' | 'to'> {
  if (flip === null) {
    const which = missing?.of === 'before' ? 'earlier' : 'later';
    const why = missing === null ? '' : ` ${MISSING_INPUTS[missing.reason]}`;
    return {
      ...NOTHING,
      missing,
      sentence: `It is not known why the verdicts differ, because the ${which} one cannot be evaluated again.${why}`,
    };
  }
  const { headline, because, differing, causes, rules } = flip;
  return { sentence: headline, because, missing: null, differing, causes, rules } as Omit<
    VerdictFlip,
    'verdictId' | 'from' | 'to'
  >;
}
