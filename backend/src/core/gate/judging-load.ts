import type { FindingColumns } from '../columns/finding-columns.js';

/** What it takes to look at one finding for all rules, and to compare two versions of no length, in the characters of versions. */
const ROW = 10;
const COMPARISON = 60;

/**
 * How much there is to judge at most, for one environment, in characters of versions that are compared: upgrades are planned among all the
 * fixed versions that a component's findings name, each of which is compared with others and with the installed one. A thousand take some 30 µs.
 */
export function judgingLoad(columns: FindingColumns): number {
  let load = KNOWN.get(columns);
  if (load === undefined) KNOWN.set(columns, (load = loadOf(columns)));
  return load;
}

/** Columns are judged several times. */
const KNOWN = new WeakMap<FindingColumns, number>();

function loadOf(columns: FindingColumns): number {
  const { names } = columns;
  const longest = new Uint32Array(names.componentKeys.length);
  const versions = new Uint32Array(names.componentKeys.length);
  for (let row = 0; row < columns.count; row += 1) {
    const component = (columns.components[row] as number) - 1;
    const fixed = names.lists.at(names.fixedVersionLists[row] as number);
    const [nearest] = fixed;
    if (component < 0 || nearest === undefined) continue;
    versions[component] = (versions[component] as number) + fixed.length;
    longest[component] = Math.max(longest[component] as number, names.texts.lengthOf(nearest));
  }
  let load = columns.count * ROW;
  for (const [component, count] of versions.entries()) {
    const installed = (names.componentVersions[component] as number) - 1;
    const length = installed < 0 ? 0 : names.texts.lengthOf(installed);
    load += count * (COMPARISON + 2 * (longest[component] as number) + length);
  }
  return load;
}
