import type { Facts } from '../../core/gate/facts.js';
import type { SignerOf } from '../../core/trust/bundle-signer.js';
import { Registry } from '../registry/registry.js';
import { type GivenVex, readVexDocuments, readVexKeys } from './read-vex-documents.js';
import { readSigner } from './vex-signer.js';

/** What `--vex` names beside files, as Trivy's does: what is attached to the artifact in its registry. */
export const ATTACHED = 'oci';

/** The command line of what reads VEX documents. */
export interface VexOptions {
  /** Files, and `oci`. */
  readonly vex?: readonly string[];
  /** Files with public keys (PEM) that attested documents may be signed with. */
  readonly vexKey?: readonly string[];
  /** A file with Sigstore's roots, for documents that are signed without a key. */
  readonly vexTrustedRoot?: string;
}

/** Reads the files at once, and what is attached where the artifact is known. */
export class VexSources {
  private constructor(
    private readonly files: readonly GivenVex[],
    private readonly keys: Awaited<ReturnType<typeof readVexKeys>>,
    private readonly signerOf: SignerOf | null,
    private readonly isAttachedAsked: boolean,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Throws CommandError. */
  static async read({ vex = [], vexKey, vexTrustedRoot }: VexOptions, env: NodeJS.ProcessEnv): Promise<VexSources> {
    const keys = await readVexKeys(vexKey);
    const signerOf = await readSigner(vexTrustedRoot);
    const files = await readVexDocuments(
      vex.filter((path) => path !== ATTACHED),
      keys,
      signerOf,
    );
    return new VexSources(files, keys, signerOf, vex.includes(ATTACHED), env);
  }

  /** `isInRegistry`: by this digest. Throws RegistryError and CommandError: what is attached and cannot be fetched may withdraw what is at hand. */
  async of(
    { image, digest }: Pick<Facts, 'image' | 'digest'>,
    say: (text: string) => void,
    isInRegistry = true,
  ): Promise<readonly GivenVex[]> {
    if (!this.isAttachedAsked) return this.files;
    if (!isInRegistry) {
      say(`${image} is not in a registry by a digest, so no VEX documents can be attached to it.`);
      return this.files;
    }
    const { fetchAttachedVex } = await import('./attached-vex.js');
    const { documents, refused } = await fetchAttachedVex(
      new Registry(image, this.env),
      digest,
      this.keys,
      this.signerOf,
    );
    for (const { path, reason } of refused) say(`${path} is not read as VEX: ${reason}.`);
    if (documents.length === 0) say(`no VEX documents are attached to ${image}@${digest}.`);
    const known = new Set(this.files.map(({ vex: { document } }) => document));
    return [...this.files, ...documents.filter(({ vex: { document } }) => !known.has(document))];
  }
}
