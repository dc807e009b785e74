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

interface SignedContent {
  readonly project: string;
  readonly exportedAt: string;
  /** As the audit log names them. */
  readonly exportedBy: string;
  /** What the archive lacks, each a sentence. */
  readonly leftOut: readonly string[];
  readonly files: readonly ArchivedFile[];
}

/** Of the archive of one artifact. */
export interface ArtifactManifest extends SignedContent {
  readonly version: 1;
  readonly image: string;
  readonly digest: string;
  /** Null: every environment. */
  readonly environment: string | null;
  /** ISO 8601: verdicts, deployments and events from then on, and before `to`. Null: no limit. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Of the archive of an environment: the artifacts of a project that were evaluated for it in the span, or ran there. */
export interface EnvironmentManifest extends SignedContent {
  readonly version: 2;
  readonly environment: string;
  readonly from: string;
  readonly to: string;
  readonly artifactCount: number;
  /** Verdicts that were given in the span. */
  readonly verdictCount: number;
  readonly deploymentCount: number;
}

/** What an archive of evidence holds, what it is about, and what it lacks. */
export type EvidenceManifest = ArtifactManifest | EnvironmentManifest;

export function manifestText(manifest: EvidenceManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Null for what is none. */
export function manifestIn(bytes: Uint8Array): EvidenceManifest | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<EvidenceManifest> | null;
    const isKnown = value?.version === 1 || value?.version === 2;
    return isKnown && Array.isArray(value.files) && value.files.every(isArchivedFile)
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
