import type { SarifRun } from './sarif-log.js';

const KEYS = ['platform', 'imagePlatform', 'image_platform'];

/** Where tools write into a run's properties which platform of an image they looked at. Null where runs differ. */
export function platformOf(runs: readonly SarifRun[]): string | null {
  const platforms = new Set(runs.map(({ properties }) => platformIn(properties)));
  const [platform = null] = platforms;
  return platforms.size === 1 ? platform : null;
}

function platformIn(properties: SarifRun['properties']): string | null {
  for (const key of KEYS) {
    const value = properties?.[key];
    if (typeof value === 'string' && /^[a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9.]+)?$/i.test(value)) return value.toLowerCase();
  }
  return null;
}
