import { Injectable } from '@nestjs/common';
import { readCursor, writeCursor } from '../../common/paging/cursor.js';
import type { ReasonFinding as CoreFinding } from '../../core/gate/verdict.js';
import type { ProjectScope } from '../access/project-scope.js';
import type { ReasonFinding, Verdict } from './dto/verdict.dto.js';
import type { VerdictFindingPage, VerdictFindingQuery } from './dto/verdict-findings.dto.js';
import { ReasonNotFoundError, VerdictNotFoundError } from './gate.errors.js';
import { VerdictReplay } from './verdict-replay.js';
import { VerdictsRepository } from './verdicts.repository.js';

/** Every finding behind a reason of a verdict. */
@Injectable()
export class VerdictFindingsService {
  constructor(
    private readonly verdicts: VerdictsRepository,
    private readonly replay: VerdictReplay,
  ) {}

  async list(
    verdictId: string,
    { rule, cursor, limit }: VerdictFindingQuery,
    scope: ProjectScope,
  ): Promise<VerdictFindingPage> {
    const given = await this.verdicts.findNamed(verdictId, scope);
    if (given === null) throw new VerdictNotFoundError();
    const { reasons } = JSON.parse(given.body) as Verdict;
    const reason = reasons.find((each) => each.rule === rule);
    if (reason === undefined) throw new ReasonNotFoundError(rule);
    // A verdict never changes, so its findings have places.
    const list = `verdict-findings ${verdictId} ${rule}`;
    const offset = Math.max(0, Number(readCursor(cursor, list, ['integer'])?.[0] ?? 0));
    const total = reason.findingCount;
    const items =
      reason.findings.length === total
        ? reason.findings.slice(offset, offset + limit)
        : await this.replay.list({ artifactId: given.artifactId, row: given.row, rule, offset, limit });
    const next = offset + limit;
    return { items: items.map(toItem), nextCursor: next < total ? writeCursor(list, [next]) : null, total };
  }
}

function toItem(finding: ReasonFinding | CoreFinding): ReasonFinding {
  return { ...finding, fixedVersions: [...finding.fixedVersions] };
}
