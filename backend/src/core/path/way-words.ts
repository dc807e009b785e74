import { counted, listed, listedFindings } from '../gate/words.js';
import type { UpgradeStep } from '../upgrades/upgrade-plan.js';
import { rebuildSentence, upgradeWords } from '../upgrades/upgrade-words.js';
import type { Rest, RestReason } from './rest.js';
import type { NamedUpgrade } from './sufficient-upgrades.js';
import type { WayToGreen } from './way-to-green.js';

/** `3 upgrades, and prod passes.` What the way leads to, in a sentence. */
export function wayHeadline({ environment, before, after, upgrades, tasks, rest }: WayToGreen): string {
  if (before.outcome === 'pass') return `${environment} passes already.`;
  const steps = upgrades.length === 0 ? '' : counted(upgrades.length, 'upgrade', 'upgrades');
  if (after.outcome === 'pass') return `${steps}, and ${environment} passes.`;
  const left = rest.reduce((sum, { findings }) => sum + findings.length, 0);
  const open = [
    ...(left === 0 ? [] : [`${counted(left, 'finding', 'findings')} that no upgrade clears`]),
    ...(tasks.length === 0 ? [] : [counted(tasks.length, 'other rule', 'other rules')]),
  ];
  return `${steps === '' ? 'No upgrade makes' : `${steps} do not make`} ${environment} pass: there ${left + tasks.length === 1 ? 'is' : 'are'} also ${listed(open)}.`;
}

/** `Upgrade openssl (libcrypto3, libssl3) from 3.0.7-r0 to 3.0.8-r0.` */
export function upgradeSentence(step: UpgradeStep): string {
  return rebuildSentence(step) ?? `Upgrade ${upgradeWords(step)}.`;
}

/** The same of an upgrade of whatever image. */
export function namedUpgradeSentence(upgrade: NamedUpgrade): string {
  const { rebuild, name, to } = upgrade;
  if (rebuild !== undefined)
    return `Rebuild on the newer build of ${name}${rebuild.tag === null ? '' : `:${rebuild.tag}`} (${to.slice(0, 19)}).`;
  return upgradeSentence({ ...upgrade, from: null, size: 'patch', clears: [] });
}

const REST_WORDS: Readonly<Record<RestReason, (named: string) => string>> = {
  'no-fix': (named) => `No fix is available for ${named}.`,
  'fix-not-named': (named) => `A fix is available for ${named}, but no report names the version.`,
  'fix-not-told': (named) => `No report states whether a fix is available for ${named}.`,
  'fixed-below': (named) => `No version above the installed one fixes ${named}.`,
  'not-needed': (named) => `An upgrade clears ${named}, but does not make the rule pass.`,
  'no-package': (named) => `No package is known that ${named} could be cleared by.`,
};

export function restSentence({ reason, findings }: Rest): string {
  return REST_WORDS[reason](listedFindings(findings));
}
