import type { FindingKind } from '../model/finding-kind.js';
import type { Severity } from '../model/severity.js';
import type { PolicyIssue } from './policy-error.js';

/** The parsed `security-config.yml`. */
export interface Policy {
  /** `sha256:` of the file's bytes. */
  readonly version: string;
  /** The file as written. */
  readonly source: string;
  /** In the order of the file: the way an artifact takes. */
  readonly environments: readonly Environment[];
  /** What is legal and yet probably not meant. */
  readonly warnings: readonly PolicyIssue[];
  /** How `scripts/security-scan.sh` looks; nothing in it decides. Left out where the file has no such part. */
  readonly scan?: ScanSettings;
}

/** How the project's own images and sources are scanned. */
export interface ScanSettings {
  readonly tools?: readonly ScanTool[];
  readonly look?: readonly RequiredKind[];
  readonly images?: readonly string[];
  readonly paths?: readonly string[];
  readonly skip?: readonly string[];
  /** A duration. */
  readonly timeout?: string;
  /** By tool: the image to run where the tool is not installed, pinned by digest. */
  readonly containers?: { readonly [T in ScanTool]?: string };
}

export const SCAN_TOOLS = ['trivy', 'grype'] as const;

export type ScanTool = (typeof SCAN_TOOLS)[number];

export interface Environment {
  readonly name: string;
  readonly extends: string | null;
  /** With everything that it inherits. */
  readonly settings: Settings;
}

/** What an environment asks for. A field left out asks for nothing: `any` in the file leaves it out. */
export interface Settings {
  readonly vulnerabilities?: VulnerabilitySettings;
  readonly secrets?: Limits;
  readonly misconfigurations?: Limits;
  readonly licences?: LicenceSettings;
  readonly image?: ImageSettings;
  readonly evidence?: EvidenceSettings;
}

/** How many findings may remain, by severity and in total. */
export type Limits = { readonly [S in Severity | 'total']?: number };

export interface VulnerabilitySettings extends Limits {
  readonly onlyFixable?: boolean;
  /** What `onlyFixable` does with findings of which no scanner says whether there is a fix. Left out: `count`. */
  readonly unknownFix?: UnknownFix;
  /** Durations. */
  readonly grace?: { readonly [S in Severity]?: string };
  readonly knownExploited?: number;
  readonly likelyExploited?: { readonly epss: number; readonly allowed: number };
}

/** From the strictest to the laxest. */
export const UNKNOWN_FIX = ['count', 'unknown', 'ignore'] as const;

export type UnknownFix = (typeof UNKNOWN_FIX)[number];

export interface LicenceSettings {
  readonly deny?: readonly string[];
  readonly allow?: readonly string[];
  readonly unidentified?: 'accept' | 'deny';
}

export interface ImageSettings {
  readonly root?: 'allow' | 'deny';
  readonly healthcheck?: 'optional' | 'required';
  /** A size. */
  readonly maxSize?: string;
}

export interface EvidenceSettings {
  readonly require?: readonly RequiredKind[];
  /** Durations. */
  readonly scanAge?: string;
  readonly databaseAge?: string;
  readonly undatedDatabase?: 'accept' | 'unknown';
  readonly endOfLife?: 'accept' | 'unknown' | 'fail';
  /** A share. */
  readonly componentsWithoutPurl?: string;
  readonly skippedEntries?: number;
  readonly vex?: 'ignore' | 'honour';
  /** Suppressions by a person. */
  readonly suppressions?: 'ignore' | 'honour';
  /** Suppressions by a rule that the scanner ships with. */
  readonly builtInSuppressions?: 'ignore' | 'honour';
  /** What a scan means that lists less than earlier ones of the same image. Left out: `accept`, which is said. */
  readonly shrunk?: AcceptOrUnknown;
  /** How many components of the image a counting scan must list. */
  readonly components?: number;
  /** Whose scans satisfy `require`, `scanAge`, `databaseAge` and `components`: those of the image itself, which is the default, or of anything filed for it. */
  readonly subject?: 'image' | 'all';
  /** What is done with a report that names another image or digest than it is filed for, or a time to come. Left out: `refuse`. */
  readonly mismatch?: 'refuse' | 'accept';
  /** Whose scans count, and no others. Left out: everybody's. */
  readonly from?: readonly string[];
  /** What a scan that failed means. Left out: `unknown`. */
  readonly failedRuns?: 'accept' | 'unknown';
  readonly missingData?: AcceptOrUnknown | { readonly [K in MissingDataKind]?: AcceptOrUnknown };
}

export type AcceptOrUnknown = 'accept' | 'unknown';

/** Data that not every report carries, and that a rule may need. */
export const MISSING_DATA_KINDS = ['exploitation', 'licences', 'image', 'endOfLife'] as const;

export type MissingDataKind = (typeof MISSING_DATA_KINDS)[number];

/** What a rule means whose data no current scan carries. Licences that nothing requires are accepted unless the policy says otherwise. */
export function onMissingData({ missingData }: EvidenceSettings, kind: MissingDataKind): AcceptOrUnknown {
  const given = typeof missingData === 'object' ? missingData[kind] : missingData;
  return given ?? (kind === 'licences' ? 'accept' : 'unknown');
}

export const REQUIRED_KINDS = ['vulnerabilities', 'secrets', 'misconfigurations', 'licences'] as const;

/** The kinds of finding, as a policy calls them. */
export type RequiredKind = (typeof REQUIRED_KINDS)[number];

export const KIND_OF: Record<RequiredKind, FindingKind> = {
  vulnerabilities: 'match',
  secrets: 'secret',
  misconfigurations: 'misconfiguration',
  licences: 'licence',
};
