import { uniteAliases } from '../advisories/unite-aliases.js';
import type { Finding } from '../findings/finding.js';
import { ruleClass } from '../findings/rule-class.js';
import { groupedBy } from './grouped-by.js';
import type { PairedComponents } from './pair-components.js';
import { packageKey } from './side.js';

export interface FindingPair {
  readonly before: Finding;
  readonly after: Finding;
}

export interface PairedFindings {
  readonly pairs: readonly FindingPair[];
  /** Those that the other side does not have. */
  readonly onlyBefore: readonly Finding[];
  readonly onlyAfter: readonly Finding[];
}

/**
 * Which finding after is which finding before: the same vulnerability, under whichever of its names, in the component that took the place of
 * the other; a problem at the same place, or of the same rule in the same file where only lines moved.
 */
export function pairFindings(
  before: readonly Finding[],
  after: readonly Finding[],
  components: PairedComponents,
): PairedFindings {
  const isMatch = ({ kind }: Finding) => kind === 'match';
  const [matchesBefore, matchesAfter] = [before.filter(isMatch), after.filter(isMatch)];
  const matches = pairMatches(matchesBefore, matchesAfter, components);
  const others = (findings: readonly Finding[]) => findings.filter((finding) => !isMatch(finding));
  const problems = pairProblems(others(before), others(after), components);
  return {
    pairs: [...matches.pairs, ...problems.pairs],
    onlyBefore: [...matches.onlyBefore, ...problems.onlyBefore],
    onlyAfter: [...matches.onlyAfter, ...problems.onlyAfter],
  };
}

/** Names that one side puts side by side are names of one vulnerability on the other as well: two scanners lead with different ones. */
function pairMatches(
  before: readonly Finding[],
  after: readonly Finding[],
  { pairs }: PairedComponents,
): PairedFindings {
  const advisoryOf = advisoryNumbers([...before, ...after]);
  const components = new Map<string, number>();
  for (const { component } of before) {
    const key = component?.key ?? '';
    if (!components.has(key)) components.set(key, components.size);
  }
  const keyOf = (finding: Finding, component: number) => advisoryOf(finding) * before.length + component;
  const known = groupedBy(before, (finding) => keyOf(finding, components.get(finding.component?.key ?? '') ?? 0));
  const counterpart = new Map(pairs.map((pair) => [pair.after.key, components.get(pair.before.key)]));
  const met = new Set<number>();
  const found: FindingPair[] = [];
  const onlyAfter: Finding[] = [];
  for (const finding of after) {
    const component = counterpart.get(finding.component?.key ?? '');
    const key = component === undefined ? -1 : keyOf(finding, component);
    const [match] = known.get(key) ?? [];
    if (match === undefined) {
      onlyAfter.push(finding);
      continue;
    }
    found.push({ before: match, after: finding });
    met.add(key);
  }
  const unmet = [...known].filter(([key]) => !met.has(key)).flatMap(([, findings]) => findings);
  return { pairs: found, onlyBefore: unmet, onlyAfter };
}

/** The same number for the same vulnerability. What several findings have in common as one object is united once. */
function advisoryNumbers(findings: readonly Finding[]): (finding: Finding) => number {
  const places = new Map<Finding['advisory'], number>();
  for (const { advisory } of findings) if (!places.has(advisory)) places.set(advisory, places.size);
  const united = uniteAliases(
    Array.from(places.keys(), (advisory) => {
      const { id = '', aliases = [] } = advisory ?? {};
      return { reportedId: id, ids: [id, ...aliases] };
    }),
  );
  return ({ advisory }) => united[places.get(advisory) ?? 0]?.number ?? 0;
}

function pairProblems(
  before: readonly Finding[],
  after: readonly Finding[],
  components: PairedComponents,
): PairedFindings {
  const same = pairOneToOne(before, after, ({ id }) => id);
  const counterpart = new Map(components.pairs.map((pair) => [pair.after.key, pair.before]));
  const moved = pairOneToOne(same.onlyBefore, same.onlyAfter, ({ kind, rule, path, component, title }) => {
    const place = component === null ? null : packageKey(counterpart.get(component.key) ?? component);
    return JSON.stringify([kind, ruleClass(rule ?? ''), path, place, path === null && place === null ? title : null]);
  });
  return { ...moved, pairs: [...same.pairs, ...moved.pairs] };
}

function pairOneToOne(
  before: readonly Finding[],
  after: readonly Finding[],
  keyOf: (finding: Finding) => string,
): PairedFindings {
  const waiting = groupedBy(before, keyOf);
  const pairs: FindingPair[] = [];
  const onlyAfter: Finding[] = [];
  for (const finding of after) {
    const other = waiting.get(keyOf(finding))?.shift();
    if (other === undefined) onlyAfter.push(finding);
    else pairs.push({ before: other, after: finding });
  }
  return { pairs, onlyBefore: [...waiting.values()].flat(), onlyAfter };
}
