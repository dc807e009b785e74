import { goesBy } from '../advisories/goes-by.js';
import type { UnitedFinding } from '../findings/united-finding.js';
import { DistinctList } from '../model/distinct-list.js';
import { sealOf } from './block-layout.js';
import { BlockWriter } from './block-writer.js';
import type { EncodedColumns } from './finding-columns.js';
import { TEXTS_LAYOUT, titleWithout } from './finding-texts.js';
import { ListNumbering } from './list-numbering.js';
import { ListTable } from './list-table.js';
import { Numbering } from './numbering.js';
import { TextTable } from './text-table.js';
import { TupleNumbering } from './tuple-numbering.js';

/** The words behind findings, in the order in which `encodeColumns` got them to make `columns`. `FindingTexts` reads it. */
export function encodeTexts(
  united: readonly UnitedFinding[],
  { columns }: Pick<EncodedColumns, 'columns'>,
): Uint8Array {
  const texts = new Numbering<string>();
  const lists = new ListNumbering();
  const list = (of: readonly string[]): number =>
    of.length === 0 ? 0 : lists.number(of.map((text) => texts.number(text)));
  const words = new TupleNumbering(4);
  const wordsOf = united.map((each) => {
    const title = titleOf(each);
    return words.number([
      title === null ? 0 : texts.number(title) + 1,
      list(othersOf(each)),
      list(namesOf(each)),
      list(otherKeysOf(each)),
    ]);
  });
  const block = new BlockWriter(TEXTS_LAYOUT).numbers([sealOf(columns)]).numbers(wordsOf);
  for (const part of [0, 1, 2, 3]) block.numbers(words.column(part));
  ListTable.write(block, lists.lists);
  TextTable.write(block, texts.values);
  return block.finish();
}

/** Null where no scanner has one, and it follows from the columns. */
function titleOf({ finding, claims }: UnitedFinding): string | null {
  const { advisory, title, component } = finding;
  const isSaid = advisory === null || claims.some(({ entry }) => entry.title === title);
  return isSaid || title !== titleWithout(advisory.id, component?.name) ? title : null;
}

/** What is searched besides what the finding itself shows. */
function othersOf({ finding, claims, problems }: UnitedFinding): readonly string[] {
  const { title, advisory, rule, path } = finding;
  const shown = advisory === null ? [rule ?? '', path ?? ''] : [advisory.id, ...advisory.aliases];
  const known = new DistinctList<string>(['', title, ...shown]);
  const others: string[] = [];
  const add = (text: string | null): void => {
    if (text !== null && known.add(text)) others.push(text);
  };
  for (const { entry } of claims) {
    add(entry.title);
    for (const id of entry.ids) add(id);
  }
  for (const { entry } of problems) for (const text of [entry.title, entry.rule, entry.path]) add(text);
  return others;
}

/** Empty where it is the lead identifier alone. */
function namesOf({ finding: { advisory }, claims }: UnitedFinding): readonly string[] {
  const names = new DistinctList(claims.map(({ entry }) => goesBy(entry))).items;
  return names.length === 1 && names[0] === advisory?.id ? [] : names;
}

function otherKeysOf({ finding: { component }, claims }: UnitedFinding): readonly string[] {
  const keys = new DistinctList(claims.map(({ entry }) => entry.componentKey)).items;
  return keys.filter((key) => key !== component?.key);
}
