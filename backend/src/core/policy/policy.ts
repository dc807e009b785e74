import type { Settings } from '../gate/settings.js';
import type { RequiredKind } from '../model/required-kind.js';
import type { PolicyIssue } from './policy-error.js';

/** The parsed `security-config.yml`. */
export interface Policy {
  /** `sha256:` of the file's bytes. */
  readonly version: string;
  /** The file as written. */
  readonly source: string;
  /** In the order of the file: the way an artifact takes. */
  readonly environments: readonly Environment[];
  /** Settings that are valid but have no effect or contradict others. */
  readonly warnings: readonly PolicyIssue[];
  /** How `scripts/security-scan.sh` looks; nothing in it decides. Left out where the file has no such part. */
  readonly scan?: ScanSettings;
  /** How long is kept what no verdict rests on; decides nothing. Left out: for ever. */
  readonly retention?: RetentionSettings;
}

export interface RetentionSettings {
  /** The bytes of reports: days or weeks. */
  readonly reports?: string;
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
