import type { Finding } from '../findings/finding.js';
import { nameOf } from '../findings/order.js';
import type { Waiver } from '../model/waiver.js';
import type { Policy } from '../policy/policy.js';
import type { Facts } from './facts.js';
import { openHearing } from './hearing.js';
import { rulesOf } from './rule-book.js';
import type { Judgement } from './rule.js';
import { UnknownEnvironmentError } from './unknown-environment-error.js';
import { verdictIdOf } from './verdict-id.js';
import { type Outcome, OUTCOMES, type Reason, type ReasonFinding, type Verdict } from './verdict.js';

const MOST_FINDINGS = 1_000;

/**
 * May the artifact ship to the environment? `at` is ISO 8601. Pure: the same arguments give the same verdict, and the
 * order of findings, scans and waivers makes no difference. Throws UnknownEnvironmentError.
 */
export function evaluate(given: {
  readonly facts: Facts;
  readonly policy: Policy;
  readonly waivers: readonly Waiver[];
  readonly environment: string;
  readonly at: string;
}): Verdict {
  const { facts, policy, waivers, environment } = given;
  const found = policy.environments.find(({ name }) => name === environment);
  if (found === undefined) throw new UnknownEnvironmentError(environment, policy);
  const at = new Date(given.at);
  const hearing = openHearing({ facts, settings: found.settings, waivers, environment, at: at.getTime() });

  const held = rulesOf(found.settings).flatMap(({ path, hold }) => {
    const judgement = hold(hearing);
    return judgement === null ? [] : [{ path, judgement }];
  });
  held.sort((a, b) => rankOf(b.judgement.outcome) - rankOf(a.judgement.outcome));
  const outcome = held[0]?.judgement.outcome ?? 'unknown';
  const content = {
    outcome,
    environment,
    image: facts.image,
    digest: facts.digest,
    policyVersion: policy.version,
    reasons: held.map(({ path, judgement }) => reasonOf(path, judgement)),
    inputs: {
      scans: facts.scans
        .map(({ report, tool, toolVersion, scannedAt, databaseDate }) => ({
          report,
          tool,
          toolVersion,
          scannedAt,
          databaseDate,
        }))
        .sort((a, b) => (a.report < b.report ? -1 : 1)),
      advisoryRevision: facts.advisoryRevision,
      waivers: [...new Set(held.flatMap(({ judgement }) => [...judgement.waivers]))].sort(),
    },
  };
  return {
    verdictId: verdictIdOf(content),
    ...content,
    evaluatedAt: at.toISOString(),
    holdsUntil: holdsUntil(
      outcome,
      held.map(({ judgement }) => judgement),
    ),
  };
}

function rankOf(outcome: Outcome): number {
  return OUTCOMES.indexOf(outcome);
}

function reasonOf(rule: string, { outcome, message, remedy, findings }: Judgement): Reason {
  return {
    rule,
    outcome,
    message,
    remedy,
    findings: findings.slice(0, MOST_FINDINGS).map(reasonFindingOf),
    findingCount: findings.length,
  };
}

function reasonFindingOf(finding: Finding): ReasonFinding {
  return {
    id: finding.id,
    kind: finding.kind,
    severity: finding.severity,
    title: finding.title,
    advisory: nameOf(finding),
    component: finding.component?.name ?? null,
    version: finding.component?.version ?? null,
    path: finding.path,
    fixedVersions: finding.fixedVersions,
  };
}

/** Time only ever makes an outcome worse, so the first change to something worse than now is the end of the verdict. */
function holdsUntil(outcome: Outcome, judgements: readonly Judgement[]): string | null {
  const ends = judgements.flatMap(({ change }) =>
    change !== null && rankOf(change.to) > rankOf(outcome) ? [change.at] : [],
  );
  return ends.length === 0 ? null : new Date(ends.reduce((a, b) => Math.min(a, b))).toISOString();
}
