import { sortedByCodePoint } from '../columns/code-point-order.js';
import type { FindingColumns } from '../columns/finding-columns.js';
import type { FindingNames } from '../columns/finding-names.js';
import { MATCH } from '../columns/flags.js';
import { normaliseIdentifier } from '../advisories/identifier.js';
import { ruleClass } from '../findings/rule-class.js';
import type { Waiver } from '../model/waiver.js';
import { packageNameOf } from '../vex/fit.js';
import { packagesIn, vulnerabilitiesIn } from '../vex/statements-by-name.js';
import type { VexDocument } from '../vex/vex-word.js';
import { beginningOf } from './waivers-in-force.js';

/** What may clear findings. */
export interface Exceptions {
  readonly waivers: readonly Waiver[];
  readonly vex: readonly VexDocument[];
}

/** By row 1 for each finding that one of them may be about, and perhaps for others; 0 only where none can. The columns have their names. */
export function exceptionRows(columns: FindingColumns, { waivers, vex }: Exceptions): Uint8Array {
  const marked = new Uint8Array(columns.count);
  const named = namedBy(waivers);
  if (named.advisories.length > 0) markSubjects(marked, columns, markedTexts(columns.names, [named.advisories]));
  if (vex.length > 0) markStated(marked, columns, vex);
  if (named.rules.size > 0) markRules(marked, columns, named.rules);
  if (named.components.size > 0) markComponents(marked, columns, named.components);
  return marked;
}

interface Named {
  /** In the order of code points. */
  readonly advisories: readonly string[];
  /** `ruleClass`. */
  readonly rules: ReadonlySet<string>;
  /** What the keys of components begin with. */
  readonly components: ReadonlySet<string>;
}

/** By the first that a waiver names: the rest of its scope only narrows it. */
function namedBy(waivers: readonly Waiver[]): Named {
  const advisories = new Set<string>();
  const rules = new Set<string>();
  const components = new Set<string>();
  for (const { scope } of waivers) {
    if (scope.advisory !== undefined) advisories.add(normaliseIdentifier(scope.advisory));
    else if (scope.rule !== undefined) rules.add(ruleClass(scope.rule));
    else if (scope.component !== undefined) components.add(beginningOf(scope.component));
  }
  return { advisories: sortedByCodePoint([...advisories]), rules, components };
}

/** Rows on whose vulnerability a document has statements, in a package that some statement may be about. */
function markStated(rows: Uint8Array, columns: FindingColumns, vex: readonly VexDocument[]): void {
  const { names } = columns;
  const texts = markedTexts(
    names,
    vex.map(({ content }) => vulnerabilitiesIn(content)),
  );
  const packages = vex.map(({ content }) => packagesIn(content));
  if (packages.includes(null)) return markSubjects(rows, columns, texts);
  const known = new Map<number, boolean>();
  markSubjects(rows, columns, texts, (component) => {
    let isStated = known.get(component);
    if (isStated === undefined) {
      const purl = names.component(component).purl;
      const name = purl === null ? null : packageNameOf(purl);
      isStated = name !== null && packages.some((each) => each?.has(name));
      known.set(component, isStated);
    }
    return isStated;
  });
}

/** Texts that are in one of these lists. */
function markedTexts({ texts }: FindingNames, lists: readonly (readonly string[])[]): Uint8Array {
  const marked = new Uint8Array(texts.size);
  for (const wanted of lists) texts.mark(marked, wanted);
  return marked;
}

/** Rows whose advisory, or rule, goes by one of the marked texts; of these only in components, by number, that are asked for. */
function markSubjects(
  rows: Uint8Array,
  { names, subjects, components }: FindingColumns,
  texts: Uint8Array,
  isAskedFor: ((component: number) => boolean) | null = null,
): void {
  const { subjectNames, subjectAliases, lists } = names;
  const marked = new Uint8Array(subjectNames.length);
  let isAny = false;
  for (let subject = 0; subject < marked.length; subject += 1) {
    if (texts[subjectNames[subject] as number] !== 1 && !lists.hasMarked(subjectAliases[subject] as number, texts))
      continue;
    marked[subject] = 1;
    isAny = true;
  }
  if (!isAny) return;
  if (isAskedFor === null) return markWhere(rows, subjects, marked);
  for (let row = 0; row < rows.length; row += 1) {
    if (marked[subjects[row] as number] !== 1) continue;
    // 0 is for none.
    const component = components[row] as number;
    if (component > 0 && isAskedFor(component - 1)) rows[row] = 1;
  }
}

function markRules(rows: Uint8Array, columns: FindingColumns, rules: ReadonlySet<string>): void {
  for (let row = 0; row < rows.length; row += 1) {
    if (columns.kindOf(row) !== MATCH && rules.has(ruleClass(columns.nameOf(row)))) rows[row] = 1;
  }
}

function markComponents(
  rows: Uint8Array,
  { names, components }: FindingColumns,
  beginnings: ReadonlySet<string>,
): void {
  const { texts, componentKeys } = names;
  const keys = new Uint8Array(texts.size);
  for (const beginning of beginnings) {
    for (let number = texts.firstFrom(beginning); number < texts.size; number += 1) {
      if (!texts.at(number).startsWith(beginning)) break;
      keys[number] = 1;
    }
  }
  // 0 is for none.
  const marked = new Uint8Array(componentKeys.length + 1);
  for (const [component, key] of componentKeys.entries()) marked[component + 1] = keys[key] as number;
  markWhere(rows, components, marked);
}

function markWhere(rows: Uint8Array, numbers: FindingColumns['subjects'], marked: Uint8Array): void {
  for (let row = 0; row < rows.length; row += 1) if (marked[numbers[row] as number] === 1) rows[row] = 1;
}
