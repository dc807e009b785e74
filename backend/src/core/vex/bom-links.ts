import type { Doubt } from './fit.js';
import { type Identity, identityOf } from './identity.js';
import type { LinkedBom, VexProduct } from './vex-document.js';

/**
 * Follows BOM-Links into BOMs, by serial number and version, for a statement that clears (`out`). Where two BOMs of the same name say different
 * things of a reference, it is not known what is meant. A statement that withdraws (`in`) is on whatever may be meant, in any version. A link
 * whose fragment is a purl says by itself what it means.
 */
export class BomLinks {
  readonly #bySerialNumber = new Map<string, LinkedBom[]>();

  constructor(boms: readonly LinkedBom[]) {
    for (const bom of boms) {
      const known = this.#bySerialNumber.get(bom.serialNumber) ?? [];
      this.#bySerialNumber.set(bom.serialNumber, [...known, bom]);
    }
  }

  follow({ identities, parts }: VexProduct, doubt: Doubt): VexProduct {
    const followed = (named: readonly Identity[]) => named.flatMap((identity) => this.#meaning(identity, doubt));
    return { identities: followed(identities), ...(parts === undefined ? {} : { parts: parts.map(followed) }) };
  }

  #meaning(identity: Identity, doubt: Doubt): readonly Identity[] {
    if (identity.kind !== 'link') return [identity];
    const { serialNumber, version, reference } = identity;
    const boms = this.#bySerialNumber.get(serialNumber) ?? [];
    const meant =
      doubt === 'in'
        ? boms.flatMap(({ references }) => references.get(reference) ?? [])
        : agreed(boms.filter((bom) => bom.version === (version ?? NaN)).map((bom) => bom.references.get(reference)));
    if (meant.length > 0) return meant;
    return /^pkg:/i.test(reference) ? [identityOf(reference)] : [identity];
  }
}

/** What all of them say; nothing where they differ. */
function agreed(said: readonly (readonly Identity[] | undefined)[]): readonly Identity[] {
  const [first = []] = said;
  return said.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : [];
}
