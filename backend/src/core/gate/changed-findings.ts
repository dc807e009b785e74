import type { Finding } from '../findings/finding.js';
import type { Clearance } from './clearance.js';
import { isNamedByNone } from './column-findings.js';
import type { EvaluationContext } from './evaluation-context.js';

/** A finding that counts by one of two lists of waivers alone. */
export interface ChangedFinding {
  readonly finding: Finding;
  /** Null: it counts now. */
  readonly now: Clearance | null;
  readonly proposed: Clearance | null;
}

/** In the order of the findings. Both contexts are of the same ones. */
export function changedFindings(now: EvaluationContext, proposed: EvaluationContext): ChangedFinding[] {
  return now.facts.findings.flatMap((finding) => {
    if (isNamedByNone(finding)) return [];
    const [clearance, other] = [now.clearanceOf(finding), proposed.clearanceOf(finding)];
    return (clearance === null) === (other === null) ? [] : [{ finding, now: clearance, proposed: other }];
  });
}
