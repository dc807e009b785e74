import { alpineOrder } from './alpine-order.js';
import { composerOrder } from './composer-order.js';
import { debianOrder } from './debian-order.js';
import { gemOrder } from './gem-order.js';
import { genericOrder } from './generic-order.js';
import { mavenOrder } from './maven-order.js';
import { pythonOrder } from './python-order.js';
import { rpmOrder } from './rpm-order.js';
import { nugetOrder, semanticOrder } from './semantic-order.js';
import { byText, type VersionOrder } from './version-order.js';

/** By purl type. */
const ORDERS: ReadonlyMap<string, VersionOrder> = new Map([
  ['apk', alpineOrder],
  ['cargo', semanticOrder],
  ['composer', composerOrder],
  ['deb', debianOrder],
  ['gem', gemOrder],
  ['golang', semanticOrder],
  ['hex', semanticOrder],
  ['maven', mavenOrder],
  ['npm', semanticOrder],
  ['nuget', nugetOrder],
  ['pub', semanticOrder],
  ['pypi', pythonOrder],
  ['rpm', rpmOrder],
  ['swift', semanticOrder],
]);

/**
 * Which of two versions is higher, by the rules of the type's ecosystem; two spellings of one version by their text. It
 * says which of several fixes to upgrade to; no verdict rests on it.
 */
export function compareVersions(a: string, b: string, type: string): number {
  return orderOf(type)(a, b) || byText(a, b);
}

/** Whether the version is above the other, and not only spelled in another way. */
export function isAbove(version: string, other: string, type: string): boolean {
  return orderOf(type)(version, other) > 0;
}

/** As the ecosystem orders them: 0 for two spellings of one version. */
export function byEcosystem(a: string, b: string, type: string): number {
  return orderOf(type)(a, b);
}

function orderOf(type: string): VersionOrder {
  return ORDERS.get(type) ?? genericOrder;
}
