import { evaluationContext } from './evaluation-context.js';
import type { Question } from './evaluate.js';

/** How many findings do not count in an environment because of a VEX document, or of an analysis in a report. */
export function excludedByVex({ facts, policy, waivers, vex = [], environment, at }: Question): number {
  const settings = policy.environments.find(({ name }) => name === environment)?.settings ?? {};
  const context = evaluationContext({ facts, settings, waivers, vex, environment, at: Date.parse(at) });
  return facts.findings.filter((finding) => context.clearanceOf(finding)?.by === 'vex').length;
}
