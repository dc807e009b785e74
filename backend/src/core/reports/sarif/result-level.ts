import { severityRank } from '../../model/severity.js';
import { severityOfWord } from '../severity-words.js';
import type { RuleBook } from './rule-book.js';
import type { SarifInvocation, SarifResult, SarifRule } from './sarif-log.js';

/** Levels that invocations gave to rules, by rule. */
export class LevelOverrides {
  private readonly levels: readonly ReadonlyMap<SarifRule, string>[];

  constructor(invocations: readonly SarifInvocation[], rules: RuleBook) {
    this.levels = invocations.map(({ ruleConfigurationOverrides }) => {
      const ofInvocation = new Map<SarifRule, string>();
      for (const { descriptor, configuration } of ruleConfigurationOverrides ?? []) {
        const rule = descriptor === null || descriptor === undefined ? null : rules.find(descriptor);
        const level = configuration?.level;
        if (rule !== null && level !== null && level !== undefined) ofInvocation.set(rule, level);
      }
      return ofInvocation;
    });
  }

  /** Of the invocation that the result names; where it names none, the severest that any gave. */
  levelOf(rule: SarifRule, { provenance }: SarifResult): string | null {
    const index = provenance?.invocationIndex ?? -1;
    const named = index >= 0 ? this.levels[index] : undefined;
    const levels = (named === undefined ? this.levels : [named]).flatMap(
      (ofInvocation) => ofInvocation.get(rule) ?? [],
    );
    return levels.toSorted((a, b) => rankOf(b) - rankOf(a))[0] ?? null;
  }
}

/**
 * The level of a result as SARIF 2.1.0, 3.27.10, has it: its own; without one `none` for every kind but `fail` (an
 * `open` or `review` result is a finding without a rating), else the invocation's override, else the rule's default,
 * else `warning`. The specification allows no other level than `none` with such a kind: where a tool writes one, its
 * word counts.
 */
export function levelOf(result: SarifResult, rule: SarifRule | null, overrides: LevelOverrides): string {
  if (typeof result.level === 'string') return result.level;
  if ((result.kind ?? 'fail') !== 'fail') return 'none';
  const override = rule === null ? null : overrides.levelOf(rule, result);
  return override ?? rule?.defaultConfiguration?.level ?? 'warning';
}

function rankOf(level: string): number {
  return severityRank(severityOfWord(level));
}
