import type { FixState, LayerOrigin, Outcome, Severity } from '@/lib/api/types';

export const SEVERITY_NAME: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  unknown: 'Unrated',
};

export const OUTCOME_NAME: Record<Outcome, string> = { pass: 'Pass', fail: 'Fail', unknown: 'Unknown' };

export const LAYER_NAME: Record<LayerOrigin, string> = {
  base: 'Base image',
  own: 'Own layers',
  both: 'Base and own layers',
  unknown: 'Layer not known',
};

export const FIX_NAME: Record<FixState, string> = {
  available: 'Fix available',
  none: 'No fix available',
  unknown: 'Fix not reported',
};
