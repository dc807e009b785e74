import { Injectable } from '@nestjs/common';
import type { ComparedSide } from '../../core/compare/side.js';
import { currentScans } from '../../core/gate/current-scans.js';
import type { Sql } from '../../database/database.js';
import { ListedComponentsRepository } from '../scans/listed-components.repository.js';
import { StoredFacts } from './stored-facts.js';
import { VerdictsRepository } from './verdicts.repository.js';

/** An artifact as it is compared: by the current scans of all senders. */
@Injectable()
export class ComparedSides {
  constructor(
    private readonly verdicts: VerdictsRepository,
    private readonly facts: StoredFacts,
    private readonly components: ListedComponentsRepository,
  ) {}

  /** Null where it is gone. */
  async find(sql: Sql, artifactId: number): Promise<ComparedSide | null> {
    const artifact = await this.verdicts.findById(sql, artifactId);
    if (artifact === null) return null;
    const history = await this.facts.historyOf(sql, artifactId);
    const facts = await this.facts.ofEverybody(sql, artifact, history);
    const scanIds = currentScans(history).map(({ scanId }) => scanId);
    return { facts, components: await this.components.list(sql, artifactId, scanIds) };
  }
}
