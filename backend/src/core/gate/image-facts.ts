import type { EvaluationContext } from './evaluation-context.js';
import { onMissingData } from './on-missing-data.js';
import { type RuleResult, unchecked } from './rule.js';

/** For a fact about the image that no report tells. */
export function untoldFact({ settings }: EvaluationContext, message: string): RuleResult {
  return unchecked(
    message,
    onMissingData(settings, 'image'),
    'Scan the image itself with a scanner that reports its configuration, such as `trivy image`.',
  );
}
