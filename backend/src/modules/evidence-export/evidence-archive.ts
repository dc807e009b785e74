import type { KeyObject } from 'node:crypto';
import {
  type ArchivedFile,
  type EvidenceManifest,
  MANIFEST_FILE,
  manifestText,
  SIGNATURE_FILE,
} from '../../core/evidence-archive/manifest.js';
import { signedManifest } from '../../core/evidence-archive/manifest-signature.js';
import { tarEnd, type TarFile, tarPieces } from './tar.js';

/**
 * The files as a tar archive, no faster than it is taken, then the manifest and its signature. An archive that broke off has neither, so
 * that nobody takes it for a whole one.
 */
export async function* evidenceArchive(
  files: AsyncIterable<TarFile>,
  manifestOf: (files: readonly ArchivedFile[]) => EvidenceManifest,
  key: KeyObject,
): AsyncGenerator<Uint8Array> {
  const written: ArchivedFile[] = [];
  for await (const file of files) {
    const sha256 = yield* tarPieces(file);
    written.push({ name: file.name, sizeBytes: file.sizeBytes, sha256 });
  }
  const manifest = manifestOf(written);
  const at = new Date(manifest.exportedAt);
  const bytes = Buffer.from(manifestText(manifest));
  const signature = Buffer.from(signedManifest(bytes, key));
  yield* tarPieces({ name: MANIFEST_FILE, at, sizeBytes: bytes.length, bytes });
  yield* tarPieces({ name: SIGNATURE_FILE, at, sizeBytes: signature.length, bytes: signature });
  yield tarEnd();
}
