import { BlockReader } from './block-reader.js';
import type { Numbers } from './block-writer.js';
import { DamagedBlockError } from './damaged-block-error.js';
import type { FindingColumns } from './finding-columns.js';
import { MATCH } from './flags.js';
import { ListTable } from './list-table.js';
import { TextTable } from './text-table.js';

/** Another layout takes another number: blocks of the former one are then made anew. */
export const TEXTS_LAYOUT = 0x0003_0001;

/**
 * The words of scanners behind the rows of `FindingColumns`: titles, what else a search looks through, and which claims stand behind a
 * match. Kept apart, since verdicts are given without them. `encodeTexts` writes it.
 */
export class FindingTexts {
  /** Of each row: words, by number. */
  readonly words: Numbers;
  /** Of each words: the title's text + 1; 0 where no scanner has one. */
  readonly titles: Numbers;
  /** Of each words: a list of other titles, identifiers as written, rules and paths. */
  readonly others: Numbers;
  /** Of each words: a list of the names that the match's claims go by; 0 for its lead identifier alone. */
  readonly names: Numbers;
  /** Of each words: a list of the keys of other components that are the same package. */
  readonly otherKeys: Numbers;
  readonly lists: ListTable;
  readonly texts: TextTable;

  private constructor(
    block: BlockReader,
    private readonly columns: FindingColumns,
  ) {
    if (block.numbers(1)[0] !== columns.seal) throw new DamagedBlockError('the texts are of other findings');
    this.words = block.numbers(columns.count);
    this.titles = block.numbers();
    const count = this.titles.length;
    this.others = block.numbers(count);
    this.names = block.numbers(count);
    this.otherKeys = block.numbers(count);
    this.lists = ListTable.read(block);
    this.texts = TextTable.read(block);
    block.end();
  }

  /** `columns` are of the same findings, with their names. Throws DamagedBlockError. */
  static decode(bytes: Uint8Array, columns: FindingColumns): FindingTexts {
    return new FindingTexts(new BlockReader(bytes, TEXTS_LAYOUT), columns);
  }

  titleOf(row: number): string {
    const number = this.titles[this.wordsOf(row)] ?? 0;
    if (number > 0) return this.texts.at(number - 1);
    const { columns } = this;
    return titleWithout(columns.nameOf(row), columns.componentOf(row)?.name);
  }

  /** What the claims behind a match go by (`goesBy`), and the components that they name. Null for another kind. */
  claimsOf(row: number): { readonly names: readonly string[]; readonly componentKeys: readonly string[] } | null {
    const { columns } = this;
    if (columns.kindOf(row) !== MATCH) return null;
    const words = this.wordsOf(row);
    const names = this.textsOf(this.names[words] ?? 0);
    return {
      names: names.length === 0 ? [columns.nameOf(row)] : names,
      componentKeys: [columns.componentOf(row)?.key ?? '', ...this.textsOf(this.otherKeys[words] ?? 0)],
    };
  }

  private textsOf(list: number): string[] {
    return Array.from(this.lists.at(list), (text) => this.texts.at(text));
  }

  private wordsOf(row: number): number {
    const words = this.words[row];
    if (words === undefined) throw new RangeError(`there is no row ${row}`);
    return words;
  }
}

/** What a match is called of which no scanner says a title (`matchOf`). */
export function titleWithout(name: string, component: string | undefined): string {
  return `${name} in ${component ?? ''}`;
}
