import { uniteWithClaims } from '../../core/findings/unite-findings.js';
import type { Component, Place } from '../../core/reports/scan.js';
import type { Origin } from '../gate/answer.js';
import type { GivenRecord } from '../gate/artifact-of-reports.js';
import type { ImageLayers } from './image-layers.js';

/**
 * The layer that each finding came with. A file in several layers came with the lowest: removing it in a higher layer
 * leaves it there.
 */
export function originsOf(records: readonly GivenRecord[], layers: ImageLayers): Map<string, Origin> {
  const places = placesOf(records.flatMap(({ read }) => read.scan.components));
  const origins = new Map<string, Origin>();
  for (const { finding, claims, problems } of uniteWithClaims(records)) {
    const found = [
      ...claims.flatMap(({ entry }) => places.get(entry.componentKey) ?? []).map(({ layer }) => layer),
      ...problems.map(({ entry }) => entry.layer),
    ].flatMap((layer) => layers.originOf(layer) ?? []);
    const origin = found.includes('base image') ? 'base image' : found[0];
    if (origin !== undefined) origins.set(finding.id, origin);
  }
  return origins;
}

function placesOf(components: readonly Component[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const component of components) {
    places.set(component.key, [...(places.get(component.key) ?? []), ...component.places]);
  }
  return places;
}
