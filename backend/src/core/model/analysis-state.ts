/** VEX states as CycloneDX and OpenVEX name them, united. */
export const ANALYSIS_STATES = ['affected', 'not_affected', 'fixed', 'under_investigation', 'false_positive'] as const;

export type AnalysisState = (typeof ANALYSIS_STATES)[number];
