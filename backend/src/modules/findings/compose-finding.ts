import type { Finding, FindingComponent } from '../../core/findings/finding.js';
import { upgradeOf } from '../../core/findings/fix-order.js';
import type { ScanContent } from '../../core/findings/scan-content.js';
import { matchOf } from '../../core/findings/unite-matches.js';
import { problemOf } from '../../core/findings/unite-problems.js';
import type { FindingSummary } from './dto/finding.dto.js';
import type { ListedFinding } from './finding-page.repository.js';
import type { SourceClaim, SourceProblem } from './finding-sources.repository.js';

/**
 * Puts a finding together again from what scanners said, by the core's own rules, so that a list shows it in the
 * words of the verdict. Which claims belong together was settled when they came in.
 */
export function composeFinding(
  { id, lead, otherNames }: ListedFinding,
  claims: readonly SourceClaim[],
  problems: readonly SourceProblem[],
): Finding {
  if (lead === null) {
    const entries = problems.map(({ tool, component, problem }) => ({
      scan: contentOf(tool, component),
      entry: problem,
    }));
    return { ...problemOf(id, entries), id };
  }
  const entries = claims.map(({ tool, component, claim }) => ({ scan: contentOf(tool, component), entry: claim }));
  return { ...matchOf({ number: 0, lead, aliases: otherNames }, entries), id };
}

export function toFindingSummary(finding: Finding): FindingSummary {
  const { advisory, component, fixedVersions, tools, ...rest } = finding;
  return {
    ...rest,
    advisory: advisory === null ? null : { id: advisory.id, aliases: [...advisory.aliases] },
    component:
      component === null
        ? null
        : { purl: component.purl, name: component.name, version: component.version, type: component.type },
    fixedVersions: [...fixedVersions],
    upgradeTo: upgradeOf(fixedVersions, component?.version ?? null, component?.type ?? ''),
    isFixable: finding.fix === 'available',
    tools: [...tools],
  };
}

function contentOf(tool: string, component: FindingComponent | null): ScanContent {
  return {
    tool: { name: tool },
    components: new Map(component === null ? [] : [[component.key, component]]),
    claims: [],
    problems: [],
  };
}
