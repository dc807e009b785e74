import licences from '../../core/reports/schema/published/cyclonedx/spdx.schema.json' with { type: 'json' };

const ids: ReadonlySet<string> = new Set(licences.enum);

/** Whether SPDX knows a licence by this very name. Scanners also write what they found in words of their own. */
export function isLicenceId(text: string): boolean {
  return ids.has(text);
}
