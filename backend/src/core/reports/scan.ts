import type { AnalysisState } from '../model/analysis-state.js';
import type { FindingKind } from '../model/finding-kind.js';
import type { Severity } from '../model/severity.js';
import type { ImageLayers } from './image-layers.js';
import type { SourcePackage } from './source-package.js';

/** The report formats that Plimsoll reads, and what people choose them by. Another is a line here, a folder, and its line in `formats.ts`. */
export const FORMAT_LABELS = {
  trivy: 'Trivy JSON',
  cyclonedx: 'CycloneDX JSON',
  grype: 'Grype JSON',
  sarif: 'SARIF',
} as const;

export type ReportFormat = keyof typeof FORMAT_LABELS;

export const REPORT_FORMATS = Object.keys(FORMAT_LABELS) as readonly ReportFormat[];

/** Data whose absence from one entry means *no*, where the report carries it at all. */
export const CARRIED_DATA = ['known-exploited', 'epss', 'end-of-life'] as const;

export type CarriedData = (typeof CARRIED_DATA)[number];

/**
 * One report, taken in: the same shape whichever scanner wrote it. Pure data, JSON-serialisable;
 * times are ISO 8601 in UTC, and null where the report does not say.
 */
export interface Scan {
  readonly format: ReportFormat;
  readonly tool: { readonly name: string; readonly version: string | null };
  /** When the scanner looked, by its own word. */
  readonly scannedAt: string | null;
  /** When the scanner's vulnerability database was built. */
  readonly databaseDate: string | null;
  readonly subject: Subject;
  /**
   * What of the artifact was looked at, where it is not the image itself: `filesystem ./src`, an SBOM's main component,
   * the category of a SARIF run. A later scan replaces only one of the same target.
   */
  readonly target: string | null;
  /** The platform of the image that was looked at, as OCI writes it: `linux/amd64`, `linux/arm/v7`. Null where the report does not say. */
  readonly platform: string | null;
  readonly operatingSystem: OperatingSystem | null;
  readonly image: ImageFacts;
  /** Left out where the report does not list them. */
  readonly layers?: ImageLayers;
  /** The kinds of problem that the scanner looked for, found or not. Empty for a plain SBOM, and for what a failed run looked for. */
  readonly covers: readonly FindingKind[];
  /** The tool's own word that its run failed, or that it did not look at something. Empty where all went well. At most 20. */
  readonly failures: readonly Remark[];
  /** The kinds that a failed run would have covered: a newer scan replaces it once it covers these. */
  readonly attempted: readonly FindingKind[];
  readonly carries: readonly CarriedData[];
  readonly components: readonly Component[];
  readonly claims: readonly Claim[];
  readonly problems: readonly Problem[];
  /** Deviations from the format that were read over. At most 100; `warningCount` has the number. */
  readonly warnings: readonly Remark[];
  readonly warningCount: number;
  /** Entries that could not be placed, and why. At most 100; `skippedCount` has the number. */
  readonly skipped: readonly Remark[];
  readonly skippedCount: number;
}

/** Where in the report (JSON pointer, RFC 6901) and what. */
export interface Remark {
  readonly pointer: string;
  readonly message: string;
}

/** What the report says it is about. */
export interface Subject {
  /** A repository such as `ghcr.io/acme/api`, without tag and digest. */
  readonly image: string | null;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string | null;
  readonly tag: string | null;
  /** Every digest by which the report names the image in a registry. One of them is the artifact's, or the report is of another. */
  readonly digests: readonly string[];
  /** Every repository that the report names, without tags and digests. */
  readonly images: readonly string[];
  /** Digests of the configuration, or of a manifest that the tool made up itself: they can name the artifact, and contradict nothing. */
  readonly contentIds: readonly string[];
  /** What else may stand for a name: a path, an SBOM's main component. */
  readonly name: string | null;
}

export interface OperatingSystem {
  /** As in os-release: `alpine`, `debian`, … */
  readonly family: string;
  readonly version: string | null;
  /** Whether the scanner says that it is past its end of life. */
  readonly isEndOfLife: boolean | null;
}

/** Facts of the image's configuration; null where the report does not say. */
export interface ImageFacts {
  /** `USER` of the image; `isRootUser` tells whether that is root, where it can be told. */
  readonly user: string | null;
  readonly hasHealthcheck: boolean | null;
  readonly sizeBytes: number | null;
}

/** A package version inside the artifact. */
export interface Component {
  /** The canonical purl, or where there is none a key made of type, name and version. Unique in a scan. */
  readonly key: string;
  /** The canonical purl. */
  readonly purl: string | null;
  /** purl type where known (`npm`, `apk`, `deb`, …), else what the scanner calls it. */
  readonly type: string;
  readonly namespace: string | null;
  /** As the ecosystem writes it, namespace and all: `@angular/core`, `github.com/docker/docker`. */
  readonly name: string;
  readonly version: string | null;
  /** SPDX identifiers or expressions, or names as written. */
  readonly licences: readonly string[];
  readonly places: readonly Place[];
  /** Of a package of a distribution: what it is built from. Left out where the report does not say. */
  readonly source?: SourcePackage;
  /** Whether the report lists what is inside, and this is part of it. False where only a finding names the package, as in SARIF. */
  readonly isListed: boolean;
}

/** The location of a component in the artifact. */
export interface Place {
  /** A file path or the scanner's target. */
  readonly path: string | null;
  /** The layer's digest or diff id. */
  readonly layer: string | null;
}

/** One scanner's statement that an advisory affects a component. */
export interface Claim {
  /** `Component.key` of a component of the same scan. */
  readonly componentKey: string;
  /** The identifier that the scanner leads with. */
  readonly reportedId: string;
  /** Every identifier of the advisory that this claim names, sorted, with `reportedId` among them. */
  readonly ids: readonly string[];
  readonly severity: Severity;
  readonly title: string | null;
  readonly description: string | null;
  /** The version that fixes it, as the scanner writes it. */
  readonly fixedVersion: string | null;
  /**
   * The scanner's statement on a fix (`fixed`, `not-fixed`, `wont-fix`, `unknown`, …); `fixOf` reads it. Null where it
   * says nothing.
   */
  readonly fixState: string | null;
  readonly publishedAt: string | null;
  /** CVSS base score 0–10. */
  readonly cvssScore: number | null;
  readonly cvssVector: string | null;
  /** EPSS probability 0–1. */
  readonly epss: number | null;
  /** Whether it is in CISA's catalogue of known exploited vulnerabilities. */
  readonly isKnownExploited: boolean | null;
  readonly url: string | null;
  readonly analysis: {
    readonly state: AnalysisState;
    readonly justification: string | null;
    readonly detail: string | null;
  } | null;
  /** True where the report says that it was suppressed (an ignore rule); the policy decides whether that counts. */
  readonly isSuppressed?: boolean;
  /** Of a suppressed one: by whom. Left out: by a person. */
  readonly suppressedBy?: SuppressionSource;
  /** True for a statement on a vulnerability (VEX) without a scan behind it: it can clear a finding, and makes none. */
  readonly isStatement?: boolean;
}

/** `built-in`: a rule that the scanner ships with. `person`: an ignore file, a comment in the code, a VEX document. */
export const SUPPRESSION_SOURCES = ['built-in', 'person'] as const;

export type SuppressionSource = (typeof SUPPRESSION_SOURCES)[number];

/** A secret, misconfiguration or licence problem: it belongs to one artifact. */
export interface Problem {
  readonly kind: Exclude<FindingKind, 'match'>;
  /** The scanner's rule, such as `DS002` or `aws-access-key-id`; for a licence its name. */
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly description: string | null;
  readonly resolution: string | null;
  readonly path: string | null;
  readonly startLine: number | null;
  readonly endLine: number | null;
  /**
   * What tells apart two problems of one rule at one place: an object, a resource, a column, a message. Never a secret's text. Null where
   * rule and place say it all.
   */
  readonly subject: string | null;
  readonly layer: string | null;
  /** For a licence problem: `Component.key` of its component, where the report names it. */
  readonly componentKey: string | null;
  readonly url: string | null;
  /** Suppressed in the report. The policy decides whether that counts (`evidence.suppressions`). */
  readonly isSuppressed: boolean;
}
