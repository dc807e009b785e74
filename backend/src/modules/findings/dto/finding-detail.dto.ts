import type { Severity } from '../../../core/model/severity.js';
import { FindingSummary } from './finding.dto.js';

export class ComponentPlace {
  path!: string | null;
  /** The layer's digest or diff id. */
  layer!: string | null;
}

/** One scanner's statement on the finding. */
export class FindingClaim {
  tool!: string;
  toolVersion!: string | null;
  /** The identifier that the scanner leads with. */
  reportedId!: string;
  severity!: Severity;
  fixedVersion!: string | null;
  fixState!: string | null;
  url!: string | null;
  scanId!: string;
}

export class FindingDetail extends FindingSummary {
  description!: string | null;
  resolution!: string | null;
  cvssVector!: string | null;
  url!: string | null;
  claims!: FindingClaim[];
  places!: ComponentPlace[];
}
