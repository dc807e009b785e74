import type { Severity } from '../../../core/model/severity.js';
import { ComponentPlace } from '../../findings/dto/finding-detail.dto.js';

export class ArtifactComponent {
  id!: string;
  /** @example "pkg:npm/lodash@4.17.20" */
  purl!: string | null;
  /** @example "npm" */
  type!: string;
  namespace!: string | null;
  name!: string;
  version!: string | null;
  licences!: string[];
  places!: ComponentPlace[];
  /** Findings that touch it. */
  findingCount!: number;
  worstSeverity!: Severity | null;
}

export class ComponentPage {
  items!: ArtifactComponent[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}
