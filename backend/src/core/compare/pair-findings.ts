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
  const advisories = uniteAliases(
    [...before, ...after].map(({ advisory }) => ({
      reportedId: advisory?.id ?? '',
      ids: advisory === null ? [] : [advisory.id, ...advisory.aliases],
    })),
  );
  const counterpart = new Map(pairs.map((pair) => [pair.after.key, pair.before.key]));
  const keyOf = (place: number, component: string) => `${advisories[place]?.number} ${component}`;
  const known = groupedBy(before.entries(), ([place, { component }]) => keyOf(place, component?.key ?? ''));
  const met = new Set<string>();
  const found: FindingPair[] = [];
  const onlyAfter: Finding[] = [];
  for (const [place, finding] of after.entries()) {
    const component = finding.component?.key ?? '';
    const key = keyOf(before.length + place, counterpart.get(component) ?? `+${component}`);
    const [other] = known.get(key) ?? [];
    if (other === undefined) onlyAfter.push(finding);
    else found.push({ before: other[1], after: finding });
    met.add(key);
  }
  const unmet = [...known].filter(([key]) => !met.has(key)).flatMap(([, entries]) => entries);
  return { pairs: found, onlyBefore: unmet.map(([, finding]) => finding), onlyAfter };
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
