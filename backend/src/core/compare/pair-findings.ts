import { advisoryNumbers } from '../advisories/unite-aliases.js';
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

/**
 * By the name that both sides lead with; of the rest by any. Names that one side puts side by side are names of one vulnerability on the other
 * as well: two scanners lead with different ones.
 */
function pairMatches(
  before: readonly Finding[],
  after: readonly Finding[],
  { pairs }: PairedComponents,
): PairedFindings {
  const [old, current] = [groupedBy(before, keyOf), groupedBy(after, keyOf)];
  const settled: PairedFindings[] = [];
  const unlike: PairedComponent[] = [];
  for (const pair of pairs) {
    const [was, is] = [old.get(pair.before.key) ?? [], current.get(pair.after.key) ?? []];
    old.delete(pair.before.key);
    current.delete(pair.after.key);
    const same = pairOneToOne(was, is, leadOf);
    const isSettled = was.length === 0 || is.length === 0 || same.onlyBefore.length + same.onlyAfter.length === 0;
    if (isSettled) settled.push(same);
    else unlike.push({ was, is, same });
  }
  const all = [...settled, ...pairedByAnyName(unlike, [...before, ...after])];
  return {
    pairs: all.flatMap((paired) => paired.pairs),
    onlyBefore: [...all.flatMap((paired) => paired.onlyBefore), ...[...old.values()].flat()],
    onlyAfter: [...all.flatMap((paired) => paired.onlyAfter), ...[...current.values()].flat()],
  };
}

/** The findings in a component and its counterpart, some of which lead with other names. */
interface PairedComponent {
  readonly was: readonly Finding[];
  readonly is: readonly Finding[];
  readonly same: PairedFindings;
}

/** `findings` are all of both sides: names are put side by side by those of any component. */
function pairedByAnyName(components: readonly PairedComponent[], findings: readonly Finding[]): PairedFindings[] {
  if (components.length === 0) return [];
  const advisoryOf = advisoriesOf(findings);
  return components.map(({ was, is, same }) => {
    const [wasBy, isBy] = [groupedBy(was, advisoryOf), groupedBy(is, advisoryOf)];
    const pairs = [...same.pairs];
    const onlyAfter: Finding[] = [];
    for (const finding of same.onlyAfter) {
      const [match] = wasBy.get(advisoryOf(finding)) ?? [];
      if (match === undefined) onlyAfter.push(finding);
      else pairs.push({ before: match, after: finding });
    }
    return { pairs, onlyBefore: same.onlyBefore.filter((finding) => !isBy.has(advisoryOf(finding))), onlyAfter };
  });
}

function keyOf({ component }: Finding): string {
  return component?.key ?? '';
}

function leadOf({ advisory }: Finding): string {
  return advisory?.id ?? '';
}

/** The same number for the same vulnerability. What several findings have in common as one object is united once. */
function advisoriesOf(findings: readonly Finding[]): (finding: Finding) => number {
  const places = new Map<Finding['advisory'], number>();
  for (const { advisory } of findings) if (!places.has(advisory)) places.set(advisory, places.size);
  const numbers = advisoryNumbers(
    Array.from(places.keys(), (advisory) => {
      const { id = '', aliases = [] } = advisory ?? {};
      return { reportedId: id, ids: [id, ...aliases] };
    }),
  );
  return ({ advisory }) => numbers[places.get(advisory) ?? 0] ?? 0;
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
