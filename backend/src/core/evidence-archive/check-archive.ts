import type { KeyObject } from 'node:crypto';
import { type ArchivedFile, type EvidenceManifest, MANIFEST_FILE, manifestIn, SIGNATURE_FILE } from './manifest.js';
import { manifestSignedBy } from './manifest-signature.js';

/** An archive as it was read. */
export interface ReadArchive {
  /** In their order; those of the manifest and its signature left out. */
  readonly files: readonly ArchivedFile[];
  /** Null where it is not there. */
  readonly manifest: Uint8Array | null;
  readonly signature: Uint8Array | null;
}

export interface CheckedArchive {
  /** Null where none is signed by the key. */
  readonly manifest: EvidenceManifest | null;
  /** Sentences; none for an archive that is whole and as it was signed. */
  readonly faults: readonly string[];
}

/** Whether an archive is what that key has signed: each file, all of them, and nothing besides. */
export function checkArchive({ files, manifest, signature }: ReadArchive, key: KeyObject): CheckedArchive {
  if (manifest === null || signature === null) {
    const missing = manifest === null ? MANIFEST_FILE : SIGNATURE_FILE;
    return { manifest: null, faults: [`${missing} is missing: the archive is not whole.`] };
  }
  const signed = manifestSignedBy(signature, key);
  if (signed === null) return { manifest: null, faults: ['The manifest is not signed by this key.'] };
  if (!signed.equals(manifest)) {
    return { manifest: null, faults: [`${MANIFEST_FILE} is not the manifest that was signed.`] };
  }
  const told = manifestIn(signed);
  if (told === null) return { manifest: null, faults: ['What was signed is no manifest that this version knows.'] };
  return { manifest: told, faults: faultsOf(files, told) };
}

function faultsOf(files: readonly ArchivedFile[], { files: listed }: EvidenceManifest): string[] {
  const expected = new Map(listed.map((file) => [file.name, file]));
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { name, sizeBytes, sha256 } of files) {
    const file = expected.get(name);
    if (file === undefined) faults.push(`${name} is not in the manifest.`);
    else if (seen.has(name)) faults.push(`${name} is there twice.`);
    else if (file.sha256 !== sha256 || file.sizeBytes !== sizeBytes) faults.push(`${name} was changed.`);
    seen.add(name);
  }
  for (const name of expected.keys()) if (!seen.has(name)) faults.push(`${name} is missing.`);
  if (faults.length > 0) return faults;
  const moved = files.find(({ name }, place) => name !== listed[place]?.name);
  return moved === undefined ? [] : [`${moved.name} is not where it was signed: the files are in another order.`];
}
