import type { Finding } from '../findings/finding.js';
import { compareText } from '../findings/order.js';
import type { PlannedStep } from '../upgrades/upgrade-plan.js';
import { rebuildSentence, upgradeWords } from '../upgrades/upgrade-words.js';
import { fewestUpgrades, formerPart, type Steps } from './former-advice.js';
import { nearestUpgrade } from './nearest-upgrade.js';
import type { RemedyPlan } from './remedy-plan.js';
import { counted, listedFindings, WAIVABLE } from './words.js';

const MOST_SHOWN = 12;

/**
 * How to get rid of at least `excess` of the findings, in words: what of the plan clears them; and what no upgrade clears. Without a plan,
 * and by one without source packages, as verdicts of earlier versions said it.
 */
export function upgradeAdvice(findings: readonly Finding[], excess: number, plan?: RemedyPlan): string {
  const { sentences, open } = stepsFor(findings, excess, plan);
  if (open > 0) {
    const withoutVersion = findings.filter(({ fixedVersions }) => fixedVersions.length === 0);
    const unfixed = withoutVersion.filter(({ fix }) => fix === 'none');
    const unnamed = withoutVersion.filter(({ fix }) => fix === 'available');
    const untold = withoutVersion.filter(({ fix }) => fix === 'unknown');
    const fixedBelow = findings.filter(isFixedBelowOnly);
    if (unnamed.length > 0) {
      sentences.push(`A fix is available for ${listedFindings(unnamed)}, but no report names the version.`);
    }
    if (untold.length > 0) {
      sentences.push(`No report states whether a fix is available for ${listedFindings(untold)}.`);
    }
    if (unfixed.length > 0) sentences.push(`No fix is available for ${listedFindings(unfixed)}.`);
    if (fixedBelow.length > 0) {
      sentences.push(`No version above the installed one fixes ${listedFindings(fixedBelow)}.`);
    }
    const canBeTried = unnamed.length + untold.length > 0;
    sentences.push(
      canBeTried ? 'Upgrade to the newest release and scan again, or remove the component.' : 'Remove the component.',
      WAIVABLE,
    );
  }
  return sentences.join(' ');
}

function stepsFor(findings: readonly Finding[], excess: number, plan: RemedyPlan | undefined): Steps {
  if (plan === undefined) return fewestUpgrades(findings, excess);
  return plan.isBySource ? partOf(plan, findings, excess) : formerPart(plan, findings, excess);
}

/** Those steps that clear some of the findings, those that clear most of them first, in the words of the way to green. */
function partOf({ steps, needs }: RemedyPlan, findings: readonly Finding[], excess: number): Steps {
  const place = needs.indexOf(findings);
  const clearedBy = ({ brings }: PlannedStep): number => brings[place] ?? 0;
  const part = steps.filter((step) => clearedBy(step) > 0);
  const open = part.reduce((left, step) => left - clearedBy(step), excess);
  const rebuilds = part.flatMap((step) => rebuildSentence(step) ?? []);
  const upgrades = part
    .filter((step) => rebuildSentence(step) === null)
    .sort((a, b) => clearedBy(b) - clearedBy(a) || inOrder(a, b));
  return { sentences: [...upgradeSentences(upgrades), ...rebuilds], open };
}

function inOrder(a: PlannedStep, b: PlannedStep): number {
  return compareText(a.name, b.name) || compareText(a.from ?? '', b.from ?? '') || compareText(a.type, b.type);
}

function upgradeSentences(upgrades: readonly PlannedStep[]): string[] {
  if (upgrades.length === 0) return [];
  const more = upgrades.length - MOST_SHOWN;
  const rest = more > 0 ? `; and ${counted(more, 'more', 'more')}` : '';
  return [`Upgrade ${upgrades.slice(0, MOST_SHOWN).map(upgradeWords).join('; ')}${rest}.`];
}

function isFixedBelowOnly(finding: Finding): boolean {
  const { fixedVersions, component } = finding;
  return fixedVersions.length > 0 && component !== null && nearestUpgrade(finding, component) === null;
}
