import type { Encoding } from './decode-body.js';

/** In which a report's bytes may lie in the database. */
export type ArchiveEncoding = 'gzip' | 'br' | 'zstd';

/** A report's bytes on their way into the database. */
export interface ArchivedReport {
  /** Of the report, as decoded. Hex digits. */
  readonly sha256: string;
  /** Of the report, as decoded. */
  readonly sizeBytes: number;
  readonly encoding: ArchiveEncoding;
  /** Cut anywhere, each of ARCHIVE_PIECE bytes at most. They can be gone through again. */
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export const ARCHIVE_PIECE = 1024 * 1024;

/** Null for what is never kept as it came. */
export function archiveEncodingOf(encoding: Encoding | null): ArchiveEncoding | null {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    case 'br':
    case 'zstd':
      return encoding;
    default:
      return null;
  }
}
