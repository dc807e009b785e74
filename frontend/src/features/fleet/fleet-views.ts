import { fleetHref, WHOLE_FLEET, type FleetQuery } from './fleet-query';

export interface FleetView {
  readonly name: string;
  readonly href: string;
  readonly isOpen: boolean;
}

/** What is asked most often, under a name. Each view is an address like any other, so that it can be shared and bookmarked. */
export function fleetViews(query: FleetQuery, environments: readonly string[]): readonly FleetView[] {
  const strictest = environments.at(-1);
  const views: readonly (readonly [string, Partial<FleetQuery>])[] = [
    ['Whole fleet', {}],
    ...(strictest === undefined
      ? []
      : ([
          [`Cannot ship to ${strictest}`, { outcome: 'fail', environment: strictest }],
          [`Unknown for ${strictest}`, { outcome: 'unknown', environment: strictest }],
        ] as const)),
    ['Known exploited', { outcome: 'fail', rule: 'vulnerabilities.knownExploited' }],
    ['Scan too old', { rule: 'evidence.scanAge' }],
    ['Scanned last', { sort: { key: 'scanned', isDescending: true } }],
  ];
  const here = fleetHref(query);
  return views.map(([name, asked]) => {
    const href = fleetHref({ ...WHOLE_FLEET, ...asked });
    return { name, href, isOpen: href === here };
  });
}
