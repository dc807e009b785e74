import { lookupTable } from '../model/lookup-table.js';

/** Names of the same architecture elsewhere than in OCI's images: GOARCH and GOARM is what OCI writes. */
const ARCHITECTURES: Readonly<Record<string, string>> = lookupTable({
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  armhf: 'arm/v7',
  armel: 'arm/v6',
});

/** Variants that an architecture has without naming them. */
const IMPLIED = new Set(['arm64/v8', 'amd64/v1']);

/** A platform as OCI writes it: `linux/amd64`, `linux/arm/v7`. Null where the architecture is not told; the system is Linux where it is not. */
export function platformOf(os: unknown, architecture: unknown, variant: unknown): string | null {
  const named = wordOf(architecture);
  if (named === null) return null;
  const written = ARCHITECTURES[named] ?? named;
  const part = wordOf(variant);
  const full = part === null || written.includes('/') ? written : `${written}/${part}`;
  return `${wordOf(os) ?? 'linux'}/${IMPLIED.has(full) ? written.split('/')[0] : full}`;
}

function wordOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  // What tools write where they could not tell is no platform.
  return /^[\w.-]{1,40}$/.test(text) && text !== 'unknown' ? text : null;
}
