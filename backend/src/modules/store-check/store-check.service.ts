import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { DerivedStateCheck } from './derived-state-check.js';
import { REFERENCES } from './references.js';
import { StoredWordsCheck } from './stored-words-check.js';

export interface StoreChecked {
  readonly scans: number;
  readonly words: number;
  readonly artifacts: number;
  /** Of them, those that could not be compared: this version has yet to bring them up to date. */
  readonly waiting: number;
  /** Of them, those that the background has yet to post. */
  readonly unposted: number;
  readonly differences: number;
}

/** Artifacts whose numbers are read at once. */
const PAGE = 1_000;

/** Checks what no constraint of the database holds, and that what is derived is what the scans say. Changes nothing. */
@Injectable()
export class StoreCheckService {
  constructor(
    private readonly database: Database,
    private readonly words: StoredWordsCheck,
    private readonly derived: DerivedStateCheck,
  ) {}

  /** `tell` is called with each difference, in a sentence without its full stop. */
  async check(tell: (difference: string) => void): Promise<StoreChecked> {
    let [artifacts, waiting, unposted, differences] = [0, 0, 0, 0];
    const note = (difference: string): void => {
      differences += 1;
      tell(difference);
    };
    const { scans, words } = await this.words.findFaults(note);
    for (const text of REFERENCES) {
      for (const { difference } of await this.database.query<{ difference: string }>(text)) note(difference);
    }
    for await (const artifactId of this.artifactIds()) {
      artifacts += 1;
      const checked = await this.derived.check(artifactId);
      if (checked === 'waiting') waiting += 1;
      else if (checked === 'unposted') unposted += 1;
      else if (checked !== 'same') checked.differences.forEach(note);
    }
    return { artifacts, scans, words, waiting, unposted, differences };
  }

  private async *artifactIds(): AsyncGenerator<number> {
    let last = 0;
    for (;;) {
      const rows = await this.database.query<{ id: number }>(
        'SELECT id FROM artifact WHERE id > $1 ORDER BY id LIMIT $2',
        [last, PAGE],
      );
      for (const { id } of rows) yield (last = id);
      if (rows.length < PAGE) return;
    }
  }
}
