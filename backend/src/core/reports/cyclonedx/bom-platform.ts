import { lookupTable } from '../../model/lookup-table.js';
import { parsePurl } from '../../model/purl.js';
import { objectIn, plainName, propertiesIn, textIn } from './bom-values.js';

/** The names of distributions and of kernels for what OCI calls otherwise. */
const ARCHITECTURES: Readonly<Record<string, string>> = lookupTable({
  x86_64: 'amd64',
  'x86-64': 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  'arm64/v8': 'arm64',
  arm64v8: 'arm64',
  i386: '386',
  i486: '386',
  i586: '386',
  i686: '386',
  x86: '386',
  armv5: 'arm/v5',
  armel: 'arm/v5',
  armv6: 'arm/v6',
  armv6l: 'arm/v6',
  armv7: 'arm/v7',
  armv7l: 'arm/v7',
  armv7hl: 'arm/v7',
  armhf: 'arm/v7',
  ppc64el: 'ppc64le',
  mips64el: 'mips64le',
  loongarch64: 'loong64',
});

/** What packages say that fit every architecture, or none. */
const ANY = new Set(['all', 'any', 'noarch', 'none', 'source', 'src', '(none)']);

const SYSTEM_PACKAGES = new Set(['deb', 'apk', 'rpm', 'alpm']);

/** The platform in OCI's words: `linux/amd64`. */
export function platformOf(architecture: string, system = 'linux'): string {
  const name = architecture.trim().toLowerCase();
  return `${system.toLowerCase()}/${ARCHITECTURES[name] ?? name}`;
}

/** The architecture of a package of the operating system; null of any other package. */
export function architectureOf(purl: string | null): string | null {
  if (purl === null || !/^pkg:(?:deb|apk|rpm|alpm)\/[^?#]*\?[^#]*\barch=/.test(purl)) return null;
  const parts = parsePurl(purl);
  const architecture = parts?.qualifiers['arch']?.toLowerCase() ?? null;
  if (parts === null || architecture === null || !SYSTEM_PACKAGES.has(parts.type) || ANY.has(architecture)) return null;
  // Alpine's armhf is ARM 6, Debian's is ARM 7.
  return parts.type === 'apk' && architecture === 'armhf' ? 'armv6' : architecture;
}

/** What the main component says of the image's platform: its OCI purl, or a property. */
export function statedPlatform(main: unknown): string | null {
  const component = objectIn(main);
  const purl = parsePurl(textIn(component['purl']) ?? '');
  const arch = purl?.type === 'oci' || purl?.type === 'docker' ? purl.qualifiers['arch'] : undefined;
  if (arch) return platformOf(arch, purl?.qualifiers['os'] || 'linux');
  let architecture: string | null = null;
  let system: string | null = null;
  for (const { name, value } of propertiesIn(component['properties'])) {
    const key = plainName(name);
    if (key === 'platform' && /^[\w-]+\/[\w/-]+$/.test(value))
      return platformOf(value.slice(value.indexOf('/') + 1), value.split('/')[0]);
    if (key === 'architecture' || key === 'arch') architecture ??= value;
    if (key === 'os') system ??= value;
  }
  return architecture === null ? null : platformOf(architecture, system ?? 'linux');
}
