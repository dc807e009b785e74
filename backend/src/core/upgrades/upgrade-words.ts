import { compareText } from '../findings/order.js';
import { isToolchain, toolchainVersion } from './toolchain.js';
import type { UpgradeStep } from './upgrade-plan.js';

/** `openssl (libcrypto3, libssl3)`: what is upgraded, with its packages where these are others than itself. */
export function upgradedWords({ name, packages }: Pick<UpgradeStep, 'name' | 'packages'>): string {
  const distinct = packages.toSorted(compareText);
  const isItself = distinct.length === 1 && distinct[0] === name;
  return isItself ? name : `${name} (${distinct.join(', ')})`;
}

/** `openssl (libcrypto3, libssl3) from 3.0.7-r0 to 3.0.8-r0`. */
export function upgradeWords(step: Pick<UpgradeStep, 'name' | 'packages' | 'from' | 'to'>): string {
  const { from, to } = step;
  return `${upgradedWords(step)}${from === null ? '' : ` from ${from}`} to ${to}`;
}

/** For a step by a newer compiler; null for others. */
export function rebuildSentence(step: Pick<UpgradeStep, 'type' | 'name' | 'to'>): string | null {
  return isToolchain(step) ? `Rebuild with Go ${toolchainVersion(step.to)} or newer.` : null;
}
