import { Injectable } from '@nestjs/common';
import type { ProjectScope } from '../access/project-scope.js';
import { VerdictNotFoundError } from '../gate/gate.errors.js';
import type { Replayed } from '../gate/verdict-replay.js';
import { VerdictsRepository } from '../gate/verdicts.repository.js';
import { IngestWorkers } from '../reports/worker/ingest-workers.js';
import type { VerdictReplay } from './dto/verdict-replay.dto.js';
import { MISSING_INPUTS } from './missing-inputs.js';

/** What a verdict was given for, worked out where no request has to wait for it. */
@Injectable()
export class VerdictAnswersService {
  constructor(
    private readonly verdicts: VerdictsRepository,
    private readonly workers: IngestWorkers,
  ) {}

  /** Throws VerdictNotFoundError, EvaluationTooHeavyError. */
  async replay(verdictId: string, scope: ProjectScope): Promise<VerdictReplay> {
    const given = await this.verdicts.findNamed(verdictId, scope);
    if (given === null) throw new VerdictNotFoundError();
    const { artifactId, row } = given;
    const replayed = await this.workers.runAside('replayVerdict', { artifactId, row });
    return { verdictId, ...replayed, sentence: sentenceOf(replayed) } as VerdictReplay;
  }
}

function sentenceOf({ isSame, missing }: Replayed): string {
  if (missing !== null) return `The verdict cannot be evaluated again. ${MISSING_INPUTS[missing]}`;
  return isSame
    ? 'Evaluated again from the same inputs, the verdict is the same, byte by byte.'
    : 'Evaluated again from the same inputs, this version of Plimsoll gives another verdict.';
}
