import type { Finding } from '../findings/finding.js';
import type { JudgedRule } from './judge.js';

/** The rules that are not met since too many vulnerabilities count: what upgrades can be planned for. */
export function upgradeNeeds<Rule extends JudgedRule>(judged: readonly Rule[]): Rule[] {
  return judged.filter(
    ({ result }) => result.outcome !== 'pass' && (result.excess ?? 0) > 0 && result.findings.some(isMatch),
  );
}

function isMatch({ kind, component }: Finding): boolean {
  return kind === 'match' && component !== null;
}
