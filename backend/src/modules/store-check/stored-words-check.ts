import { Injectable } from '@nestjs/common';
import { DamagedWordError } from '../../core/words/damaged-word-error.js';
import { decodeWord, descriptionsOf } from '../../core/words/decode-word.js';
import { contentHash } from '../../core/words/word.js';
import type { Sql } from '../../database/database.js';
import { textsOf } from '../catalogue/text-blocks.js';
import {
  type CheckedBlock,
  type CheckedScan,
  type CheckedWord,
  StoredWordsRepository,
} from './stored-words.repository.js';

/** How much was looked at. */
export interface CheckedCounts {
  words: number;
  descriptions: number;
  scans: number;
}

/** So many descriptions are asked for at once. */
const BATCH = 5_000;

/** Whether all that scans said is there, and what it was when it was written. */
@Injectable()
export class StoredWordsCheck {
  constructor(private readonly stored: StoredWordsRepository) {}

  /** Tells each fault as a line. */
  findFaults(tell: (fault: string) => void): Promise<CheckedCounts> {
    return this.stored.atOneMoment(async (sql) => {
      const counts = { words: 0, descriptions: 0, scans: 0 };
      const claimCounts = await this.checkWords(sql, counts, tell);
      for await (const block of this.stored.walkBlocks(sql)) {
        counts.descriptions += block.hashes.length;
        for (const fault of await faultsOfBlock(block)) tell(fault);
      }
      for await (const scan of this.stored.walkScans(sql)) {
        counts.scans += 1;
        for (const fault of faultsOfScan(scan, claimCounts)) tell(fault);
      }
      for (const { table, column, count } of await this.stored.listMissing(sql)) {
        tell(`${table}: ${count} entries of ${column} point to a row that is gone`);
      }
      return counts;
    });
  }

  /** Answers how many claims each word has. */
  private async checkWords(
    sql: Sql,
    counts: CheckedCounts,
    tell: (fault: string) => void,
  ): Promise<ReadonlyMap<number, number>> {
    const claimCounts = new Map<number, number>();
    const wanted = new Map<string, number>();
    for await (const word of this.stored.walkWords(sql)) {
      counts.words += 1;
      const checked = checkWord(word);
      if (typeof checked === 'string') {
        tell(`word ${word.id}: ${checked}`);
        continue;
      }
      claimCounts.set(word.id, checked.claimCount);
      for (const hash of checked.descriptions) wanted.set(hash, word.id);
      if (wanted.size >= BATCH) await this.checkDescriptions(sql, wanted, tell);
    }
    await this.checkDescriptions(sql, wanted, tell);
    return claimCounts;
  }

  private async checkDescriptions(sql: Sql, wanted: Map<string, number>, tell: (fault: string) => void): Promise<void> {
    const found = await this.stored.findDescriptions(sql, [...wanted.keys()]);
    for (const [hash, wordId] of wanted) if (!found.has(hash)) tell(`word ${wordId}: the description ${hash} is gone`);
    wanted.clear();
  }
}

function faultsOfScan({ id, wordIds, claimCount }: CheckedScan, claimCounts: ReadonlyMap<number, number>): string[] {
  const missing = wordIds.filter((wordId) => !claimCounts.has(wordId));
  if (missing.length > 0)
    return [`scan ${id}: ${missing.length} of its words are gone or damaged, such as ${missing[0]}`];
  const found = wordIds.reduce((sum, wordId) => sum + (claimCounts.get(wordId) ?? 0), 0);
  return found === claimCount ? [] : [`scan ${id}: its words have ${found} claims, not ${claimCount}`];
}

function checkWord({
  componentKey,
  hash,
  bytes,
}: CheckedWord): string | { claimCount: number; descriptions: readonly string[] } {
  if (componentKey === null) return 'its component is gone';
  const word = { componentKey, hash, bytes };
  try {
    return { claimCount: decodeWord(word).length, descriptions: descriptionsOf(word) };
  } catch (error) {
    if (error instanceof DamagedWordError) return error.message;
    throw error;
  }
}

async function faultsOfBlock({ id, bytes, hashes, places }: CheckedBlock): Promise<string[]> {
  let texts: readonly string[];
  try {
    texts = await textsOf(bytes);
  } catch {
    return [`text_block ${id}: it cannot be read`];
  }
  return hashes.flatMap((hash, index) => {
    const text = texts[places[index] ?? -1];
    const isSame = text !== undefined && contentHash(text) === hash;
    return isSame ? [] : [`wording ${hash}: its text in block ${id} is another`];
  });
}
