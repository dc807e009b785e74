import { CYCLONEDX_FORMAT } from '../cyclonedx/cyclonedx-format.js';
import { GRYPE_FORMAT } from '../grype/grype-format.js';
import { SARIF_FORMAT } from '../sarif/sarif-format.js';
import type { ReportFormat } from '../scan.js';
import { TRIVY_FORMAT } from '../trivy/trivy-format.js';
import type { FormatParts } from './report-format.js';

/** In the order in which a document is looked at for their marks: the first that fits is it. */
export const FORMATS: Readonly<Record<ReportFormat, FormatParts>> = {
  cyclonedx: CYCLONEDX_FORMAT,
  sarif: SARIF_FORMAT,
  grype: GRYPE_FORMAT,
  trivy: TRIVY_FORMAT,
};
