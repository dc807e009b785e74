import type { ImageLayers } from '../reports/image-layers.js';
import type { Scan } from '../reports/scan.js';

/** What the scans of one image list as its layers. Null where none does, or where they contradict each other. */
export function imageLayersIn(scans: readonly Pick<Scan, 'layers'>[]): ImageLayers | null {
  const [first, ...others] = scans.flatMap(({ layers }) => layers ?? []);
  if (first === undefined || others.some(({ diffIds }) => diffIds.join() !== first.diffIds.join())) return null;
  const all = [first, ...others];
  return {
    diffIds: first.diffIds,
    digests: [...new Map(all.flatMap(({ digests }) => digests))],
    base: all.find(({ base }) => base !== null)?.base ?? null,
  };
}

/** By `Component.key`: the layers that the scans name for a component, null for a place without one. */
export function componentLayersIn(
  scans: readonly Pick<Scan, 'components'>[],
): ReadonlyMap<string, ReadonlySet<string | null>> {
  const layers = new Map<string, Set<string | null>>();
  for (const { key, places } of scans.flatMap(({ components }) => components)) {
    let known = layers.get(key);
    if (known === undefined) layers.set(key, (known = new Set()));
    for (const { layer } of places) known.add(layer);
  }
  return layers;
}

/** How many layers the base image has. Null where these are not exactly the lowest ones of the image, or are all of them. */
export function baseLayerCount(image: ImageLayers, base: ImageLayers): number | null {
  const count = base.diffIds.length;
  const isBelow = count < image.diffIds.length && base.diffIds.every((id, place) => image.diffIds[place] === id);
  return isBelow ? count : null;
}
