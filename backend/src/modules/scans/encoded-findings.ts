import { encodeColumns } from '../../core/columns/encode-columns.js';
import { encodeTexts } from '../../core/columns/encode-texts.js';
import type { UnitedFinding } from '../../core/findings/united-finding.js';
import { deflateBlock } from './deflated-block.js';

/** Findings, in the core's order, and the blocks that keep them. */
export interface EncodedFindings {
  readonly united: readonly UnitedFinding[];
  readonly encoded: { readonly columns: Uint8Array };
  /** Deflated. */
  readonly names: Buffer;
  /** Deflated. */
  readonly texts: Buffer;
}

/** Takes a processor's time, and nothing else; blocks are deflated in threads of their own. */
export async function encodeFindings(united: readonly UnitedFinding[]): Promise<EncodedFindings> {
  const encoded = encodeColumns(united.map(({ finding }) => finding));
  const [names, texts] = await Promise.all([deflateBlock(encoded.names), deflateBlock(encodeTexts(united, encoded))]);
  return { united, encoded, names, texts };
}
