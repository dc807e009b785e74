import type { Finding } from '../findings/finding.js';
import type { Waiver } from '../model/waiver.js';
import type { Assessment } from '../vex/assessment.js';
import { CLEARING_STATES, type VexDocument, VexWords } from '../vex/vex-word.js';
import { evaluationContext } from './evaluation-context.js';
import type { Facts } from './facts.js';
import { isHonoured } from './honoured-vex.js';
import { vexFrom } from './modifiers.js';
import { valueOf } from './setting.js';
import type { Settings } from './settings.js';

/**
 * What is held of each vulnerability of the artifact in an environment, worst first. An accepted risk is `affected`, with what is done about it;
 * of what nobody has said anything, it is under investigation.
 */
export function assessments({
  facts,
  settings,
  waivers,
  vex,
  environment,
  at,
}: {
  readonly facts: Facts;
  readonly settings: Settings;
  readonly waivers: readonly Waiver[];
  readonly vex: readonly VexDocument[];
  readonly environment: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}): Assessment[] {
  const context = evaluationContext({ facts, settings, waivers, vex, environment, at });
  const from = valueOf(settings, vexFrom);
  const words = new VexWords(
    vex.filter((document) => isHonoured(document, from)),
    facts,
    at,
  );
  const byName = new Map(waivers.map((waiver) => [waiver.id, waiver]));
  return context.findingsOf('match').map((finding): Assessment => {
    const clearance = context.clearanceOf(finding);
    const word = words.of(finding);
    const said = word?.counting.find(
      ({ statement }) => CLEARING_STATES.has(statement.status) === (clearance?.by === 'vex'),
    )?.statement;
    const waiver = clearance === null || clearance.waiver === null ? undefined : byName.get(clearance.waiver);
    if (waiver !== undefined) return { ...NOTHING, finding, status: 'affected', action: accepted(waiver) };
    if (said !== undefined) {
      const { status, justification, impact, action, saidAt } = said;
      return {
        finding,
        status,
        justification,
        impact,
        action: status === 'affected' ? (action ?? adviceOn(finding)) : action,
        saidAt,
      };
    }
    if (clearance?.by === 'vex' && finding.analysis !== null) {
      const impact = `By the analysis in the report of ${finding.tools.join(', ')}.`;
      return { ...NOTHING, finding, status: finding.analysis, impact };
    }
    return { ...NOTHING, finding, status: 'under_investigation' };
  });
}

const NOTHING = { justification: null, impact: null, action: null, saidAt: null } as const;

function accepted({ id, justification, expiresAt, approver }: Waiver): string {
  const by = approver === null ? '' : ` by ${approver}`;
  return `The risk is accepted${by} until ${expiresAt} (waiver ${id}): ${justification}`;
}

function adviceOn({ component, fixedVersions }: Finding): string {
  const [first] = fixedVersions;
  return first === undefined ? 'None is known.' : `Upgrade ${component?.name ?? 'the package'} to ${first}.`;
}
