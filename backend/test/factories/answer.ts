import { type Answer, countedFindings } from '../../src/cli/gate/answer.js';
import type { Finding } from '../../src/core/findings/finding.js';
import type { Facts } from '../../src/core/gate/facts.js';
import type { Reason, ReasonFinding, Verdict } from '../../src/core/gate/verdict.js';
import type { WayToGreen } from '../../src/core/path/way-to-green.js';
import { upgradePlan } from '../../src/core/upgrades/upgrade-plan.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

let serial = 0;

export function aFinding(changes: Partial<Finding> = {}): Finding {
  serial += 1;
  return {
    id: serial.toString(16).padStart(32, '0'),
    kind: 'match',
    severity: 'critical',
    title: 'Out-of-bounds read',
    advisory: { id: `CVE-2026-${1000 + serial}`, aliases: [] },
    component: {
      key: 'pkg:npm/left-pad@1.0.0',
      purl: 'pkg:npm/left-pad@1.0.0',
      type: 'npm',
      name: 'left-pad',
      version: '1.0.0',
    },
    rule: null,
    path: null,
    startLine: null,
    fix: 'available',
    fixedVersions: ['1.0.1'],
    publishedAt: null,
    cvssScore: null,
    epss: null,
    isKnownExploited: false,
    analysis: null,
    isSuppressed: false,
    suppressedBy: null,
    tools: ['trivy'],
    ...changes,
  };
}

export function aReason(changes: Partial<Reason> & { of?: readonly Finding[] } = {}): Reason {
  const { of = [], ...rest } = changes;
  const message = changes.message ?? `${of.length} critical findings can be fixed.`;
  return {
    rule: 'vulnerabilities.critical',
    outcome: 'fail',
    message,
    summary: message,
    notes: [],
    remedy: 'Upgrade the components named.',
    findings: of.map(reasonFinding),
    findingCount: of.length,
    isChecked: true,
    ...rest,
  };
}

export function anAnswer(findings: readonly Finding[], ...reasons: readonly Reason[][]): Answer {
  const facts = someFacts(findings);
  const verdicts = reasons.map((each, index) => aVerdict(['prod', 'stage', 'dev'][index] ?? 'x', each));
  return {
    facts,
    verdicts,
    ways: new Map(verdicts.map((verdict) => [verdict.environment, aWay({ facts }, verdict)])),
  };
}

/** As if all that counts had to go, and the gate passed then. */
function aWay(facts: Pick<Answer, 'facts'>, verdict: Verdict): WayToGreen {
  const counted = countedFindings(facts, verdict).map(({ finding }) => finding);
  const { steps, isLeastCost } = upgradePlan([{ findings: counted, excess: counted.length }]);
  const { environment, outcome } = verdict;
  return {
    environment,
    before: { outcome, open: [] },
    after: { outcome: 'pass', open: [] },
    upgrades: steps,
    isLeastCost,
    tasks: [],
    rest: [],
  };
}

function aVerdict(environment: string, reasons: readonly Reason[]): Verdict {
  const outcomes = new Set(reasons.map(({ outcome }) => outcome));
  return {
    verdictId: `v_${'0'.repeat(32)}`,
    outcome: outcomes.has('fail') ? 'fail' : outcomes.has('unknown') ? 'unknown' : 'pass',
    environment,
    image: 'ghcr.io/acme/api',
    digest: DIGEST,
    policyVersion: `sha256:${'cd'.repeat(32)}`,
    reasons,
    inputs: { scans: [], advisoryRevision: null, waivers: [] },
    evaluatedAt: '2026-11-21T12:00:00.000Z',
    holdsUntil: null,
  };
}

function someFacts(findings: readonly Finding[]): Facts {
  return {
    image: 'ghcr.io/acme/api',
    digest: DIGEST,
    scans: [
      {
        report: `sha256:${'ef'.repeat(32)}`,
        format: 'trivy',
        tool: 'trivy',
        toolVersion: '0.75.0',
        scannedAt: '2026-11-21T11:00:00.000Z',
        isDated: true,
        databaseDate: null,
        target: null,
        platform: null,
        covers: ['match'],
        failures: [],
        carries: [],
        skippedCount: 0,
        componentCount: 1,
        findingCount: findings.length,
        listedCount: 1,
        sender: null,
        lacks: null,
        mismatches: [],
        replaces: null,
      },
    ],
    operatingSystem: null,
    imageFacts: { user: null, hasHealthcheck: null, sizeBytes: null },
    componentCount: 1,
    componentsWithoutPurl: 0,
    findings,
    advisoryRevision: null,
    recalled: [],
    denied: [],
    tools: null,
    senders: null,
  };
}

function reasonFinding({
  id,
  kind,
  severity,
  title,
  advisory,
  rule,
  component,
  path,
  fix,
  fixedVersions,
}: Finding): ReasonFinding {
  return {
    id,
    kind,
    severity,
    title,
    advisory: advisory?.id ?? rule ?? '',
    component: component?.name ?? null,
    version: component?.version ?? null,
    path,
    fixedVersions,
    fix,
  };
}
