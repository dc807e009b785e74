import { FIX_STATES } from '../findings/fix-state.js';
import { ANALYSIS_STATES } from './analysis-state.js';
import { FINDING_KINDS } from './finding-kind.js';
import { SEVERITIES, severityRank } from './severity.js';

/**
 * Databases that are in use hold these numbers (`artifact_state`, `claim`, `problem`, `artifact`). One that changes here makes
 * another thing of every row that was stored before.
 */
describe('what is stored by its number', () => {
  it('has a kind of finding keep its own', () => {
    expect(Object.fromEntries(FINDING_KINDS.map((kind) => [kind, FINDING_KINDS.indexOf(kind)]))).toEqual({
      match: 0,
      secret: 1,
      misconfiguration: 2,
      licence: 3,
    });
  });

  it('has a state of a fix keep its own', () => {
    expect(FIX_STATES).toEqual(['available', 'none', 'unknown']);
  });

  it('has an analysis keep its own', () => {
    expect(ANALYSIS_STATES).toEqual(['affected', 'not_affected', 'fixed', 'under_investigation', 'false_positive']);
  });

  it('has a severity keep its own', () => {
    expect(Object.fromEntries(SEVERITIES.map((severity) => [severity, severityRank(severity)]))).toEqual({
      unknown: 0,
      low: 1,
      medium: 2,
      high: 3,
      critical: 4,
    });
  });
});
