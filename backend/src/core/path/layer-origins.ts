import type { Finding, FindingComponent } from '../findings/finding.js';
import { type ImageLayers, layerPlaces } from '../reports/image-layers.js';

/** Where findings come from: the base image, the layers above it, or both; `unknown` where reports do not say. */
export const LAYER_ORIGINS = ['base', 'own', 'both', 'unknown'] as const;

export type LayerOrigin = (typeof LAYER_ORIGINS)[number];

export type OriginOf = (findings: readonly Finding[]) => LayerOrigin;

export interface OriginFacts {
  readonly layers: ImageLayers;
  /** How many of the lowest layers are the base image's. */
  readonly baseLayerCount: number;
  /** By `Component.key`: the layers that reports name for a component, null for a location without one. */
  readonly layersOf: ReadonlyMap<string, ReadonlySet<string | null>>;
}

/** Pure. What reports say of layers moves findings from one heading to another, and never in or out of a verdict. */
export function originsIn(facts: OriginFacts): OriginOf {
  const originOf = componentOrigins(facts);
  return (findings) => united(findings.map(({ component }) => originOf(component)));
}

/** The same of one component; null for what is in none. */
export function componentOrigins({
  layers,
  baseLayerCount,
  layersOf,
}: OriginFacts): (component: Pick<FindingComponent, 'key'> | null) => LayerOrigin {
  const places = layerPlaces(layers);
  return (component) => {
    const named = [...(layersOf.get(component?.key ?? '') ?? [])].flatMap((layer) => layer ?? []);
    return united(
      named.map((layer) => {
        const place = places.get(layer);
        if (place === undefined) return 'unknown';
        return place < baseLayerCount ? 'base' : 'own';
      }),
    );
  };
}

function united(origins: readonly LayerOrigin[]): LayerOrigin {
  const [first = 'unknown', ...others] = new Set(origins);
  if (others.length === 0) return first;
  return origins.includes('unknown') ? 'unknown' : 'both';
}
