import type { Severity } from '../../../core/model/severity.js';
import type * as core from '../../../core/path/vulnerable-packages.js';
import { SeverityCounts } from '../../artifacts/dto/severity-counts.dto.js';

/** A package that vulnerabilities were found in: a source package with those that are built from it, or one package. */
export class VulnerablePackage implements core.VulnerablePackage {
  /** The same as long as it is the same package at the same version. */
  id!: string;
  /**
   * Package URL type.
   * @example "apk"
   */
  type!: string;
  /**
   * Of the package URL; of packages of a distribution its name.
   * @example "alpine"
   */
  namespace!: string | null;
  /**
   * The source package where it is known, else the first package.
   * @example "openssl"
   */
  name!: string;
  /** The packages in which vulnerabilities were found. */
  packages!: string[];
  /** The installed version, of several the lowest. */
  version!: string | null;
  findingCount!: number;
  severities!: SeverityCounts;
  worstSeverity!: Severity;
  /** The lowest version that fixes all that any version fixes. Null where none is named. */
  fixedBy!: string | null;
  /** How many of the findings that version fixes. */
  fixedCount!: number;
  /** @example "openssl: 6 vulnerabilities in libcrypto3 and libssl3, all fixed by 3.5.4-r0." */
  sentence!: string;
}

export class VulnerablePackagePage {
  /** Worst first, then those of most findings. */
  items!: VulnerablePackage[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Packages. Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}
