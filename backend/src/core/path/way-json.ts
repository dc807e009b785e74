import type { Finding } from '../findings/finding.js';
import { nameOf } from '../findings/order.js';
import { isToolchain } from '../upgrades/toolchain.js';
import type { UpgradeStep } from '../upgrades/upgrade-plan.js';
import type { LayerOrigin, OriginOf } from './layer-origins.js';
import type { RestReason } from './rest.js';
import { type PasteBlock, upgradeLines } from './upgrade-lines.js';
import { restSentence, upgradeSentence, wayHeadline } from './way-words.js';
import type { GateResult, Task, WayToGreen } from './way-to-green.js';

/** Findings listed with a step or a reason; `findingCount` has the number. */
const MOST_FINDINGS = 100;

/** A way to green as it is answered and written: what it leads to, and each step in words and in parts. */
export interface WayJson {
  readonly environment: string;
  readonly headline: string;
  readonly before: GateResult;
  readonly after: GateResult;
  readonly isLeastCost: boolean;
  readonly upgrades: readonly WrittenStep[];
  readonly lines: readonly PasteBlock[];
  readonly tasks: readonly Task[];
  readonly rest: readonly (ListedFindings & { readonly reason: RestReason; readonly sentence: string })[];
}

/** `rebuild`: with a newer compiler, which brings what it compiles in. */
export type StepAction = 'upgrade' | 'rebuild';

export interface WrittenStep extends Omit<UpgradeStep, 'clears'>, ListedFindings {
  readonly action: StepAction;
  /** Where the packages of what it clears lie. */
  readonly layer: LayerOrigin;
  readonly sentence: string;
}

export interface ListedFindings {
  readonly findings: readonly NamedFinding[];
  readonly findingCount: number;
}

export interface NamedFinding {
  readonly id: string;
  readonly advisory: string;
  readonly severity: Finding['severity'];
  readonly component: string | null;
  readonly version: string | null;
}

export function wayJson(way: WayToGreen, originOf: OriginOf = () => 'unknown'): WayJson {
  const { environment, before, after, isLeastCost, upgrades, tasks, rest } = way;
  return {
    environment,
    headline: wayHeadline(way),
    before,
    after,
    isLeastCost,
    upgrades: upgrades.map((step) => {
      const { type, namespace, name, packages, from, to, size } = step;
      const action = isToolchain(step) ? 'rebuild' : 'upgrade';
      const upgrade = { action, type, namespace, name, packages, from, to, size } as const;
      const layer = originOf(step.clears);
      return { ...upgrade, layer, sentence: upgradeSentence(step), ...listed(step.clears) };
    }),
    lines: upgradeLines(upgrades),
    tasks,
    rest: rest.map((each) => ({ reason: each.reason, sentence: restSentence(each), ...listed(each.findings) })),
  };
}

function listed(findings: readonly Finding[]): ListedFindings {
  return { findings: findings.slice(0, MOST_FINDINGS).map(namedFinding), findingCount: findings.length };
}

export function namedFinding(finding: Finding): NamedFinding {
  const { id, severity, component } = finding;
  return {
    id,
    advisory: nameOf(finding),
    severity,
    component: component?.name ?? null,
    version: component?.version ?? null,
  };
}
