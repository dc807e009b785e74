import type { AnalysisState } from '../../model/analysis-state.js';

/** CycloneDX's states of an analysis, as ours. */
export const ANALYSIS_OF_CYCLONEDX: Readonly<Record<string, AnalysisState>> = {
  exploitable: 'affected',
  in_triage: 'under_investigation',
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  false_positive: 'false_positive',
  not_affected: 'not_affected',
};
