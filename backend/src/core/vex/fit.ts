import type { FindingComponent } from '../findings/finding.js';
import { parseVers, placeInVers, type VersRange } from '../versions/vers-range.js';
import { decoded, type Identity, wholeRepository } from './identity.js';
import type { VexProduct } from './vex-document.js';

/** How near a product of a statement comes to a finding of an artifact, nearest first. */
export const FITS = [
  'fits',
  /** The same package, but its version cannot be compared with the statement's range. */
  'unreadable-version',
  /** The same package or image in another version. */
  'other-version',
  /** The same version for another platform, distribution or source. */
  'other-build',
  /** The image by a tag, which may be another image tomorrow. */
  'by-tag',
  /** Parts of a product that is itself a package: which of the artifact's packages are parts of it is not known. */
  'part-of-package',
  'other-product',
  /** By a link to a BOM that is not there, or is in another version. */
  'other-bom',
  /** By a name, an address, a CPE, or a range of versions that cannot be read. */
  'unidentified',
] as const;

export type Fit = (typeof FITS)[number];

export interface Subject {
  /** Repository. */
  readonly image: string;
  /** `sha256:…` */
  readonly digest: string;
}

/** Whether a package fits that may be in a range or not: not for a statement that clears, and for one that withdraws. */
export type Doubt = 'out' | 'in';

/** Whether the product is the artifact, or the component in it. `component`: of the finding. */
export function fitOf(
  { identities, parts }: VexProduct,
  subject: Subject,
  component: FindingComponent | null,
  doubt: Doubt = 'out',
): Fit {
  const fitAsPackage = (named: readonly Identity[]): Fit =>
    nearestOf(named.map((identity) => fitOfPackage(identity, component, doubt)));
  const asImage = nearestOf(identities.map((identity) => fitOfImage(identity, subject)));
  if (asImage === 'fits') {
    return parts === undefined ? 'fits' : nearestOf(parts.map(fitAsPackage));
  }
  const asPackage = fitAsPackage(identities);
  if (parts === undefined) return nearestOf([asImage, asPackage]);
  const isPart = parts.some((part) => fitAsPackage(part) === 'fits');
  if (isPart && identities.some(({ kind }) => kind === 'package' || kind === 'range'))
    return asPackage === 'fits' ? 'fits' : 'part-of-package';
  return isPart ? asImage : nearestOf([asImage, 'other-product']);
}

/** `unidentified` of none. */
export function nearestOf(fits: readonly Fit[]): Fit {
  return FITS.find((fit) => fits.includes(fit)) ?? 'unidentified';
}

function fitOfImage(identity: Identity, { image, digest }: Subject): Fit {
  if (identity.kind === 'package') return 'other-product';
  if (identity.kind === 'link') return 'other-bom';
  if (identity.kind !== 'image') return 'unidentified';
  if (identity.digest === digest) return 'fits';
  const repository = wholeRepository(image);
  const isNamed =
    identity.repository === null ? identity.name === repository.split('/').at(-1) : identity.repository === repository;
  if (!isNamed) return 'other-product';
  if (identity.digest !== null) return 'other-version';
  return identity.tag === null ? 'fits' : 'by-tag';
}

/** What the statement's purl leaves out, version or qualifiers, may be anything. */
function fitOfPackage(identity: Identity, component: FindingComponent | null, doubt: Doubt): Fit {
  if (identity.kind === 'image') return 'other-product';
  if (identity.kind === 'link') return 'other-bom';
  if (identity.kind !== 'package' && identity.kind !== 'range') return 'unidentified';
  if (component === null || component.purl === null) return 'other-product';
  const [wanted, own] = [partsOf(identity.purl), partsOf(component.purl)];
  if (wanted.name !== own.name || (wanted.subpath !== '' && wanted.subpath !== own.subpath)) return 'other-product';
  const asVersion = fitOfVersion(wanted, own);
  if (asVersion !== 'fits') return asVersion;
  const asRange = identity.kind === 'range' ? fitOfRange(identity.vers, own, doubt) : 'fits';
  if (asRange !== 'fits') return asRange;
  const isOfBuild = [...wanted.qualifiers].every(([key, value]) => own.qualifiers.get(key) === value);
  return isOfBuild ? 'fits' : 'other-build';
}

function fitOfVersion({ version }: Parts, own: Parts): Fit {
  return version === '' || version === own.version || version === own.versionWithoutEpoch ? 'fits' : 'other-version';
}

function fitOfRange(vers: string | null, { type, plainVersion }: Parts, doubt: Doubt): Fit {
  const range = vers === null ? null : rangeIn(vers);
  if (range === null) return doubt === 'in' ? 'fits' : 'unidentified';
  switch (placeInVers(plainVersion, type, range)) {
    case 'in':
      return 'fits';
    case 'out':
      return 'other-version';
    case 'unknown':
      return doubt === 'in' ? 'fits' : 'unreadable-version';
  }
}

/** Read once for each text, as a document has the same range of many vulnerabilities. */
const RANGES = new Map<string, VersRange | null>();

function rangeIn(text: string): VersRange | null {
  const known = RANGES.get(text);
  if (known !== undefined) return known;
  const range = parseVers(text);
  if (RANGES.size >= MOST_KNOWN) RANGES.clear();
  RANGES.set(text, range);
  return range;
}

/** Type, namespace and name of a canonical purl: packages of other names fit nothing that is said of this one. */
export function packageNameOf(purl: string): string {
  return partsOf(purl).name;
}

interface Parts {
  readonly type: string;
  /** Type, namespace and name. */
  readonly name: string;
  readonly version: string;
  /** Decoded. */
  readonly plainVersion: string;
  /** By the purl specification the epoch is a qualifier; canonical purls have it in the version. */
  readonly versionWithoutEpoch: string;
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath: string;
}

/** Of canonical purls, taken apart once for each text that is asked for often. */
const KNOWN = new Map<string, Parts>();
const MOST_KNOWN = 10_000;

function partsOf(purl: string): Parts {
  const known = KNOWN.get(purl);
  if (known !== undefined) return known;
  const [, name = purl, version = '', qualifiers = '', subpath = ''] =
    /^([^@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?(?:#(.*))?$/s.exec(purl) ?? [];
  const parts: Parts = {
    type: /^pkg:([^/]+)/.exec(name)?.[1] ?? '',
    name,
    version,
    plainVersion: decoded(version),
    versionWithoutEpoch: /^pkg:(?:deb|rpm)\//.test(name) ? version.replace(/^\d+(?::|%3A)/i, '') : version,
    qualifiers: new Map(
      qualifiers.split('&').flatMap((pair) => {
        const at = pair.indexOf('=');
        return at < 0 ? [] : [[pair.slice(0, at), pair.slice(at + 1)] as const];
      }),
    ),
    subpath,
  };
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(purl, parts);
  return parts;
}
