/** Tools whose ignore rules are read. */
export const IMPORT_SOURCES = ['trivy', 'grype', 'dependency-track'] as const;

export type ImportSourceName = (typeof IMPORT_SOURCES)[number];
