/** VEX states as CycloneDX and OpenVEX name them, united. Databases store the place in this list: add at the end, and change no place. */
export const ANALYSIS_STATES = ['affected', 'not_affected', 'fixed', 'under_investigation', 'false_positive'] as const;

export type AnalysisState = (typeof ANALYSIS_STATES)[number];
