import type { Identity } from './identity.js';
import type { VexContent } from './vex-document.js';

/** What was read, as it is kept beside the bytes. */
export function vexJson({ bom, ...content }: VexContent): string {
  return JSON.stringify({ ...content, bom: bom && { ...bom, references: [...bom.references] } });
}

/** Takes what `vexJson` made. */
export function vexOfJson(json: string): VexContent {
  const { bom, attestation, ...content } = JSON.parse(json) as Omit<VexContent, 'bom' | 'attestation'> & {
    // Left out by what was kept before attestations were read.
    attestation?: VexContent['attestation'];
    bom: { serialNumber: string; version?: number | null; references: [string, Identity[]][] } | null;
  };
  return {
    ...content,
    attestation: attestation ?? null,
    bom: bom && { ...bom, version: bom.version ?? null, references: new Map(bom.references) },
  };
}
