import type { Finding } from '../../core/findings/finding.js';
import { upgradeOf } from '../../core/findings/fix-order.js';
import type { FindingSummary } from './dto/finding.dto.js';
import type { LayerOrigin } from '../../core/path/layer-origins.js';
import type { ArtifactTimes } from './finding-times.js';
import type { WaiversOf } from './finding-waivers.js';

export interface BesideFinding {
  readonly waiversOf: WaiversOf;
  readonly times: ArtifactTimes;
  readonly layer: LayerOrigin;
}

export function toFindingSummary(finding: Finding, { waiversOf, times, layer }: BesideFinding): FindingSummary {
  const { advisory, component, fixedVersions, tools, ...rest } = finding;
  const time = times.of(finding, waiversOf);
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
    layer,
    waivers: waiversOf(finding),
    firstSeenAt: time === null ? null : new Date(time.firstSeen).toISOString(),
    overdue: [...(time?.overdue ?? [])],
  };
}
