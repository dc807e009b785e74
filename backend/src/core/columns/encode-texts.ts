import { goesBy } from '../advisories/goes-by.js';
import type { UnitedFinding } from '../findings/united-finding.js';
import { sealOf } from './block-layout.js';
import { BlockWriter } from './block-writer.js';
import type { EncodedColumns } from './finding-columns.js';
import { TEXTS_LAYOUT, titleWithout } from './finding-texts.js';
import { Numbering } from './numbering.js';
import { ListTable } from './list-table.js';
import { TextTable } from './text-table.js';

/** The words behind findings, in the order in which `encodeColumns` got them to make `columns`. `FindingTexts` reads it. */
export function encodeTexts(
  united: readonly UnitedFinding[],
  { columns }: Pick<EncodedColumns, 'columns'>,
): Uint8Array {
  const texts = new Numbering<string>((text) => text);
  const lists = new Numbering<readonly number[], string>((list) => list.join());
  lists.number([]);
  const list = (of: Iterable<string>): number => lists.number(Array.from(of, (text) => texts.number(text)));
  const words = new Numbering<readonly number[], string>((numbers) => numbers.join());
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
  for (const column of [0, 1, 2, 3]) block.numbers(words.items.map((numbers) => numbers[column] as number));
  ListTable.write(block, lists.items);
  TextTable.write(block, texts.items);
  return block.finish();
}

/** Null where no scanner has one, and it follows from the columns. */
function titleOf({ finding, claims }: UnitedFinding): string | null {
  const { advisory, title, component } = finding;
  const isSaid = advisory === null || claims.some(({ entry }) => entry.title !== null);
  return isSaid || title !== titleWithout(advisory.id, component?.name) ? title : null;
}

function othersOf({ finding, claims, problems }: UnitedFinding): Set<string> {
  const others = new Set<string>();
  for (const { entry } of claims) {
    if (entry.title !== null) others.add(entry.title);
    for (const id of entry.ids) others.add(id);
  }
  for (const alias of finding.advisory?.aliases ?? []) others.delete(alias);
  for (const { entry } of problems) for (const text of [entry.title, entry.rule, entry.path ?? '']) others.add(text);
  for (const known of ['', finding.title, finding.advisory?.id, finding.rule, finding.path]) others.delete(known ?? '');
  return others;
}

function namesOf({ finding: { advisory }, claims }: UnitedFinding): Set<string> {
  const names = new Set(claims.map(({ entry }) => goesBy(entry)));
  return names.size === 1 && advisory !== null && names.has(advisory.id) ? new Set() : names;
}

function otherKeysOf({ finding: { component }, claims }: UnitedFinding): Set<string> {
  const keys = new Set(claims.map(({ entry }) => entry.componentKey));
  keys.delete(component?.key ?? '');
  return keys;
}
