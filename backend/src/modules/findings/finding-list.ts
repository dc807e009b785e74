import { normaliseIdentifier } from '../../core/advisories/identifier.js';
import { FIX_STATES } from '../../core/findings/fix-state.js';
import type { UnitedFinding } from '../../core/findings/united-finding.js';
import { FINDING_KINDS } from '../../core/model/finding-kind.js';
import { severityRank } from '../../core/model/severity.js';
import type { Claim, Problem } from '../../core/reports/scan.js';

/** A row of `finding_list`: parallel arrays, one element a finding, in the core's order. */
export interface FindingList {
  ids: string[];
  severities: number[];
  kinds: number[];
  fixable: boolean[];
  /** Places in FIX_STATES. */
  fixes: number[];
  publishedAt: (string | null)[];
  epss: (number | null)[];
  componentIds: (number | null)[];
  aliasIds: (number | null)[];
  problemIds: (number | null)[];
  sources: number[];
  sourceOf: number[];
  otherNames: number[];
  otherNameOf: number[];
}

/** The rows that the core's objects were made of, or have become. */
export interface Rows {
  claim(claim: Claim): number;
  problem(problem: Problem): number;
  /** Takes `Component.key`. */
  component(key: string): number;
  /** Takes an identifier of an advisory. */
  alias(name: string): number;
}

export function makeFindingList(united: readonly UnitedFinding[], rows: Rows): FindingList {
  const list: FindingList = {
    ids: [],
    severities: [],
    kinds: [],
    fixable: [],
    fixes: [],
    publishedAt: [],
    epss: [],
    componentIds: [],
    aliasIds: [],
    problemIds: [],
    sources: [],
    sourceOf: [],
    otherNames: [],
    otherNameOf: [],
  };
  for (const [index, { finding, claims, problems }] of united.entries()) {
    const { advisory, component } = finding;
    list.ids.push(finding.id);
    list.severities.push(severityRank(finding.severity));
    list.kinds.push(FINDING_KINDS.indexOf(finding.kind));
    list.fixable.push(finding.fix === 'available');
    list.fixes.push(FIX_STATES.indexOf(finding.fix));
    list.publishedAt.push(finding.publishedAt);
    list.epss.push(finding.epss);
    list.componentIds.push(component === null ? null : rows.component(component.key));
    list.aliasIds.push(advisory === null ? null : rows.alias(advisory.id));
    list.problemIds.push(problems[0] === undefined ? null : rows.problem(problems[0].entry));
    const sources = new Set([
      ...claims.map(({ entry }) => rows.claim(entry)),
      ...problems.map(({ entry }) => -rows.problem(entry)),
    ]);
    for (const source of sources) {
      list.sources.push(source);
      list.sourceOf.push(index + 1);
    }
    if (advisory === null || advisory.aliases.length === 0) continue;
    const told = new Set(claims.flatMap(({ entry }) => entry.ids.map(normaliseIdentifier)));
    for (const alias of advisory.aliases) {
      if (told.has(alias)) continue;
      list.otherNames.push(rows.alias(alias));
      list.otherNameOf.push(index + 1);
    }
  }
  return list;
}
