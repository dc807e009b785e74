import { hash } from 'node:crypto';

/** Of the archive's last files. */
export const MANIFEST_FILE = 'manifest.json';
export const SIGNATURE_FILE = 'manifest.dsse.json';
export const MANIFEST_TYPE = 'application/vnd.plimsoll.evidence-manifest+json';

/** A file of the archive. */
export interface ArchivedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What an archive of evidence holds, and what it is about. What is left out says why. */
export interface EvidenceManifest {
  readonly version: 1;
  readonly project: string;
  readonly image: string;
  readonly digest: string;
  /** Null: every environment. */
  readonly environment: string | null;
  /** ISO 8601: verdicts, deployments and events from then on, and before `to`. Null: no limit. */
  readonly from: string | null;
  readonly to: string | null;
  readonly exportedAt: string;
  /** As the audit log names them. */
  readonly exportedBy: string;
  readonly leftOut: readonly string[];
  readonly files: readonly ArchivedFile[];
}

export function manifestText(manifest: EvidenceManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Null for what is none. */
export function manifestIn(bytes: Uint8Array): EvidenceManifest | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<EvidenceManifest> | null;
    return value?.version === 1 && Array.isArray(value.files) && value.files.every(isArchivedFile)
      ? (value as EvidenceManifest)
      : null;
  } catch {
    return null;
  }
}

export function archivedFile(name: string, bytes: Uint8Array): ArchivedFile {
  return { name, sizeBytes: bytes.length, sha256: hash('sha256', bytes) };
}

function isArchivedFile(value: unknown): value is ArchivedFile {
  const { name, sizeBytes, sha256 } = (value ?? {}) as Partial<Record<keyof ArchivedFile, unknown>>;
  return typeof name === 'string' && typeof sizeBytes === 'number' && typeof sha256 === 'string';
}
