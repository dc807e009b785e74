import { compareText } from '../findings/order.js';
import type { NamedUpgrade, SufficientUpgrades } from './sufficient-upgrades.js';

/** An image that does not pass, and the upgrades by which it does. */
export interface LookedAt<Image> {
  readonly image: Image;
  readonly found: SufficientUpgrades;
}

export interface FleetUpgrade<Image> {
  readonly upgrade: NamedUpgrade;
  /** Those that pass by it. */
  readonly images: readonly Image[];
}

export interface FleetUpgrades<Image> {
  /** By how many images pass by it alone, most first. */
  readonly upgrades: readonly FleetUpgrade<Image>[];
  /**
   * What is done first and next. Where none does anything alone, the two by which most images pass; the first then has no images. Null where
   * no image passes by two.
   */
  readonly best: { readonly first: FleetUpgrade<Image>; readonly next: FleetUpgrade<Image> | null } | null;
}

/** Pure: counts what was proven for each image by itself, and infers nothing from one image for another. */
export function fleetUpgrades<Image>(looked: readonly LookedAt<Image>[]): FleetUpgrades<Image> {
  const upgrades = ranked(looked.map(({ image, found }) => ({ image, upgrades: found.alone })));
  const first = upgrades[0] ?? firstOfPair(looked);
  if (first === null) return { upgrades, best: null };
  const done = upgradeKey(first.upgrade);
  const passed = new Set(first.images);
  const further = looked
    .filter(({ image }) => !passed.has(image))
    .map(({ image, found }) => ({
      image,
      upgrades: [
        ...found.alone,
        ...found.together.flatMap((pair) => pair.filter((_, place) => upgradeKey(pair[1 - place] ?? pair[0]) === done)),
      ],
    }));
  return { upgrades, best: { first, next: ranked(further)[0] ?? null } };
}

/** The one with which most images pass by one more. */
function firstOfPair<Image>(looked: readonly LookedAt<Image>[]): FleetUpgrade<Image> | null {
  const pairs = new Map<string, { readonly upgrade: NamedUpgrade; count: number }>();
  for (const { found } of looked) {
    for (const pair of found.together) {
      const [upgrade, other] = pair.toSorted((a, b) => compareText(upgradeKey(a), upgradeKey(b))) as [
        NamedUpgrade,
        NamedUpgrade,
      ];
      const key = `${upgradeKey(upgrade)} ${upgradeKey(other)}`;
      const known = pairs.get(key);
      if (known === undefined) pairs.set(key, { upgrade, count: 1 });
      else known.count += 1;
    }
  }
  const [most] = [...pairs.entries()].sort(([a, one], [b, other]) => other.count - one.count || compareText(a, b));
  return most === undefined ? null : { upgrade: most[1].upgrade, images: [] };
}

function ranked<Image>(
  looked: readonly { readonly image: Image; readonly upgrades: readonly NamedUpgrade[] }[],
): FleetUpgrade<Image>[] {
  const byKey = new Map<string, { upgrade: NamedUpgrade; readonly images: Set<Image> }>();
  for (const { image, upgrades } of looked) {
    for (const upgrade of upgrades) {
      const known = byKey.get(upgradeKey(upgrade));
      if (known === undefined) {
        byKey.set(upgradeKey(upgrade), { upgrade, images: new Set([image]) });
        continue;
      }
      known.images.add(image);
      const packages = [...new Set([...known.upgrade.packages, ...upgrade.packages])].sort(compareText);
      known.upgrade = { ...known.upgrade, packages };
    }
  }
  return [...byKey.entries()]
    .sort(([a, one], [b, other]) => other.images.size - one.images.size || compareText(a, b))
    .map(([, { upgrade, images }]) => ({ upgrade, images: [...images] }));
}

/** The same upgrade has the same key in every image. */
export function upgradeKey({ type, namespace, name, to }: NamedUpgrade): string {
  return JSON.stringify([type, namespace, name, to]);
}
