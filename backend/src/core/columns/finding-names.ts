import { Buffer } from 'node:buffer';
import type { FindingComponent } from '../findings/finding.js';
import { BlockReader } from './block-reader.js';
import type { Numbers } from './block-writer.js';
import { DamagedBlockError } from './damaged-block-error.js';
import { ListTable } from './list-table.js';
import { NO_LINE } from './no-line.js';
import { placeOf } from './place-of.js';
import { TextTable } from './text-table.js';

/** Another layout takes another number: blocks of the former one are then made anew. */
export const NAMES_LAYOUT = 0x0002_0001;

/**
 * What the findings of `FindingColumns` are called, where they lie and in which versions they are fixed. Kept apart, since what only
 * counts does without. Texts are numbered in the order of code points, so that a comparison of numbers is one of texts. `encodeColumns` writes it.
 */
export class FindingNames {
  /** Of each row: the place of its id among all ids. */
  readonly idRanks: Numbers;
  /** Of each row: a list of versions. */
  readonly fixedVersionLists: Numbers;
  /** Of each subject: the text of its advisory's lead identifier, or of the rule. */
  readonly subjectNames: Numbers;
  /** Of each subject: a list of other names. */
  readonly subjectAliases: Numbers;
  /** Of each subject: a score's number + 1, and 0 for none. */
  readonly subjectScores: Numbers;
  /** CVSS, ascending. */
  readonly scores: Float64Array;
  /** Of each component: a text. */
  readonly componentKeys: Numbers;
  /** Of each component: a text's number + 1, and 0 for none. */
  readonly componentPurls: Numbers;
  readonly componentTypes: Numbers;
  readonly componentNames: Numbers;
  /** Of each component: a text's number + 1, and 0 for none. */
  readonly componentVersions: Numbers;
  readonly lists: ListTable;
  /** Number 0 is the empty text. */
  readonly texts: TextTable;

  /** Rows whose id is kept, ascending, and the ids, 16 bytes each. */
  readonly #keptRows: Numbers;
  readonly #keptIds: Buffer;
  /** Rows that have a path or a line, ascending; the path's text + 1; the line. */
  readonly #placedRows: Numbers;
  readonly #paths: Numbers;
  readonly #lines: Int32Array;
  readonly #components: FindingComponent[] = [];

  /** `columns` are of the same findings. Throws DamagedBlockError. */
  constructor(bytes: Uint8Array, columns: { readonly seal: number; readonly count: number }) {
    const block = new BlockReader(bytes, NAMES_LAYOUT);
    if (block.numbers(1)[0] !== columns.seal) throw new DamagedBlockError('the names are of other findings');
    this.idRanks = block.numbers(columns.count);
    this.fixedVersionLists = block.numbers(columns.count);
    this.#keptRows = block.numbers();
    const ids = block.bytes();
    this.#keptIds = Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength);
    this.#placedRows = block.numbers();
    this.#paths = block.numbers(this.#placedRows.length);
    this.#lines = block.integers(this.#placedRows.length);
    this.subjectNames = block.numbers();
    const subjects = this.subjectNames.length;
    this.subjectAliases = block.numbers(subjects);
    this.subjectScores = block.numbers(subjects);
    this.scores = block.floats();
    this.componentKeys = block.numbers();
    const components = this.componentKeys.length;
    this.componentPurls = block.numbers(components);
    this.componentTypes = block.numbers(components);
    this.componentNames = block.numbers(components);
    this.componentVersions = block.numbers(components);
    this.lists = ListTable.read(block);
    this.texts = TextTable.read(block);
    block.end();
  }

  /** The same object each time. */
  component(number: number): FindingComponent {
    const known = this.#components[number];
    if (known !== undefined) return known;
    const part = (of: Numbers): number => {
      const text = of[number];
      if (text === undefined) throw new RangeError(`there is no component ${number}`);
      return text;
    };
    return (this.#components[number] = {
      key: this.texts.at(part(this.componentKeys)),
      purl: this.optionalText(part(this.componentPurls)),
      type: this.texts.at(part(this.componentTypes)),
      name: this.texts.at(part(this.componentNames)),
      version: this.optionalText(part(this.componentVersions)),
    });
  }

  textsOf(list: number): string[] {
    return Array.from(this.lists.at(list), (text) => this.texts.at(text));
  }

  /** 32 hex digits; null where the id follows from advisory and component. */
  keptIdOf(row: number): string | null {
    const place = placeOf(this.#keptRows, row);
    return place === null ? null : this.#keptIds.toString('hex', place * 16, place * 16 + 16);
  }

  /** The number of the path's text; null for none. */
  pathTextOf(row: number): number | null {
    const place = placeOf(this.#placedRows, row);
    const number = place === null ? 0 : (this.#paths[place] as number);
    return number === 0 ? null : number - 1;
  }

  startLineOf(row: number): number | null {
    const place = placeOf(this.#placedRows, row);
    const line = place === null ? NO_LINE : (this.#lines[place] as number);
    return line === NO_LINE ? null : line;
  }

  /** Takes a text's number + 1, or 0. */
  private optionalText(number: number): string | null {
    return number === 0 ? null : this.texts.at(number - 1);
  }
}
