import type { Sender, VexDocument, VexStatement } from '@/lib/api/types';

export const VEX_STATUS_NAME: Record<VexStatement['status'], string> = {
  not_affected: 'Not affected',
  false_positive: 'False positive',
  fixed: 'Fixed',
  affected: 'Affected',
  under_investigation: 'Under investigation',
};

export const VEX_FORMAT_NAME: Record<VexDocument['format'], string> = {
  openvex: 'OpenVEX',
  cyclonedx: 'CycloneDX',
  csaf: 'CSAF',
};

/** "vulnerable code not present": each format writes it as one word. */
export function justificationInWords(justification: string): string {
  return justification.replaceAll('_', ' ');
}

/** "ada@plimsoll.example", "the token vex-mirror", "a pipeline by the trust rule release". */
export function senderInWords({ kind, name, trustRule }: Sender): string {
  if (trustRule !== null) return `a pipeline by the trust rule ${trustRule}`;
  return kind === 'token' ? `the token ${name}` : name;
}

/** What a document is filed for, as the end of a sentence. */
export function filedForInWords({ image, digest }: Pick<VexDocument, 'image' | 'digest'>, project: string): string {
  if (digest !== null) return 'this artifact';
  return image === null ? `every image of ${project}` : 'every artifact of this image';
}

/** The statement's place on the tab. */
export function statementAnchor({ documentId, pointer }: Pick<VexStatement, 'documentId' | 'pointer'>): string {
  return `vex-${documentId}${pointer}`;
}
