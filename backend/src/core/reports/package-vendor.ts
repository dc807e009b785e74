/** Package types of operating systems: their namespace is the distribution. */
const SYSTEM_PACKAGE = /^pkg:(?:apk|deb|rpm)\/([^/@?#]+)\//i;

/** The distribution whose package it is; null for any other package. */
export function vendorOf(purl: string | null | undefined): string | null {
  return SYSTEM_PACKAGE.exec(purl ?? '')?.[1] ?? null;
}
