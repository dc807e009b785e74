import { readdirSync, readFileSync } from 'node:fs';
import type { Finding } from '../findings/finding.js';
import { evidenceRulesOf } from '../gate/counting-evidence.js';
import { evaluate, type Question } from '../gate/evaluate.js';
import { factsOf } from '../gate/facts-of.js';
import { countComponents, recordOf } from '../gate/scan-record.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { parseReport } from '../reports/parse-report.js';
import { compareVersions } from '../versions/compare-versions.js';
import { isFixedIn } from '../upgrades/cleared-by.js';
import { sourcesOf } from '../upgrades/sources-of.js';
import { stepSize } from '../upgrades/version-step.js';
import { upgradeSentence } from './way-words.js';
import { wayToGreen } from './way-to-green.js';

const GOLDENS = new URL('../../../test/fixtures/scanner-goldens/trivy-golden/', import.meta.url);

/** What counts is what the reports have: evidence of other kinds is not asked for. */
const POLICIES = {
  'none that has a fix': 'vulnerabilities: { critical: 0, high: 0, medium: 0, low: 0, unknown: 0, onlyFixable: true }',
  'no critical, no high': 'vulnerabilities: { critical: 0, high: 0 }',
  'some of each': 'vulnerabilities: { critical: 0, high: 2, medium: 3, total: 9 }',
};

function policyOf(rules: string) {
  return parsePolicy(
    `version: 1\nenvironments:\n  prod:\n    evidence: { scanAge: any, databaseAge: any, subject: all }\n    ${rules}\n`,
  );
}

const ONE_IMAGE = new URL('../../../test/fixtures/one-image/', import.meta.url);

async function questionOf(file: string, rules: string, folder = GOLDENS): Promise<Question> {
  const scan = await parseReport([readFileSync(new URL(file, folder))]);
  const policy = policyOf(rules);
  const [environment] = policy.environments;
  const facts = factsOf({
    image: 'ghcr.io/acme/api',
    digest: `sha256:${'d'.repeat(64)}`,
    scans: [recordOf(scan, file, scan.scannedAt ?? '2026-11-20T00:00:00.000Z')],
    ...countComponents([scan]),
    ...evidenceRulesOf(environment?.settings ?? {}),
  });
  // Packages are counted one by one in what is found by hand.
  if (folder !== GOLDENS) Object.assign(facts, { sourceOf: sourcesOf([scan]) });
  return { facts, policy, waivers: [], environment: 'prod', at: '2026-11-20T01:00:00.000Z' };
}

/** `2.1.3` of `>= 2.1.3`; what is below another version is no fix of its own. */
function fixesOf({ fixedVersions }: Finding): string[] {
  return fixedVersions.filter((fix) => !fix.startsWith('<')).map((fix) => fix.replace('>= ', ''));
}

/** Each vulnerable package and version by itself, every version that fixes something: all ways to upgrade, and what they cost. */
function cheapestByHand(question: Question): number | null {
  const byPackage = new Map<string, Finding[]>();
  for (const finding of question.facts.findings) {
    if (finding.component === null || finding.fixedVersions.length === 0) continue;
    const { key } = finding.component;
    byPackage.set(key, [...(byPackage.get(key) ?? []), finding]);
  }
  const packages = [...byPackage.values()].map((findings) => {
    const { type = '', version = null } = findings[0]?.component ?? {};
    const versions = [...new Set(findings.flatMap(fixesOf))].filter(
      (to) => version === null || compareVersions(to, version, type) > 0,
    );
    return versions.map((to) => ({
      cost: { patch: 1, minor: 3, major: 8 }[stepSize(version, to)],
      clears: findings.filter((finding) => isFixedIn(to, fixesOf(finding), type)),
    }));
  });
  if (packages.reduce((product, { length }) => product * (length + 1), 1) > 600) return null;
  const unmet = (left: readonly Finding[]) =>
    evaluate({ ...question, facts: { ...question.facts, findings: left } }).reasons.filter(
      ({ outcome }) => outcome !== 'pass',
    );
  let best = { open: Infinity, cost: Infinity };
  const look = (place: number, cleared: ReadonlySet<Finding>, cost: number): void => {
    const options = packages[place];
    if (options === undefined) {
      const left = question.facts.findings.filter((finding) => !cleared.has(finding));
      const open = unmet(left).length;
      if (open < best.open || (open === best.open && cost < best.cost)) best = { open, cost };
      return;
    }
    look(place + 1, cleared, cost);
    for (const option of options) look(place + 1, new Set([...cleared, ...option.clears]), cost + option.cost);
  };
  look(0, new Set(), 0);
  return best.cost;
}

const files = readdirSync(GOLDENS).filter(
  (file) => file.endsWith('.json.golden') && !/cyclonedx|spdx|sarif/.test(file),
);

describe('the way to green', () => {
  it.each(files)('of %s is what the gate says of it', async (file) => {
    for (const rules of Object.values(POLICIES)) {
      const question = await questionOf(file, rules);
      const way = wayToGreen(question);
      const cleared = new Set(way.upgrades.flatMap(({ clears }) => clears));
      const left = question.facts.findings.filter((finding) => !cleared.has(finding));
      const { outcome } = evaluate({ ...question, facts: { ...question.facts, findings: left } });
      expect(way.after.outcome).toBe(outcome);
      expect(way.isLeastCost).toBe(true);
      expect(way.before.outcome === 'pass' ? way.upgrades : []).toEqual([]);
      // Where it does not lead to green, it says why.
      expect(way.after.outcome === 'pass' || way.rest.length + way.tasks.length > 0).toBe(true);
    }
  });

  it.each(['trivy.json', 'grype.json'])('by %s is in the words of the remedies of the verdict', async (file) => {
    const question = await questionOf(file, POLICIES['none that has a fix'], ONE_IMAGE);
    const remedies = evaluate(question).reasons.flatMap(({ remedy }) => remedy ?? []);
    const { upgrades } = wayToGreen(question);
    expect(upgrades.map(({ name, packages }) => [name, packages])).toContainEqual(['openssl', ['libcrypto3']]);
    const steps = upgrades.map((step) => upgradeSentence(step).replace(/^Upgrade (.*)\.$/, '$1'));
    for (const step of steps) expect(remedies.filter((remedy) => remedy.includes(step))).not.toEqual([]);
    const said = remedies.flatMap((remedy) => remedy.replace(/^Upgrade (.*)\.$/, '$1').split('; '));
    expect([...new Set(said)].sort()).toEqual(steps.toSorted());
  });

  it('costs no more than the cheapest of all ways, package by package', async () => {
    let tried = 0;
    for (const rules of Object.values(POLICIES)) {
      for (const file of files) {
        const question = await questionOf(file, rules);
        if (evaluate(question).outcome === 'pass') continue;
        const least = cheapestByHand(question);
        if (least === null) continue;
        tried += 1;
        const { upgrades } = wayToGreen(question);
        const cost = upgrades.reduce(
          (sum, { size, packages }) => sum + packages.length * { patch: 1, minor: 3, major: 8 }[size],
          0,
        );
        expect([file, rules, cost]).toEqual([file, rules, least]);
      }
    }
    expect(tried).toBeGreaterThan(20);
  });
});
