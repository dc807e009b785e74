import type { Policy, PolicyEnvironment } from '@/lib/api/types';

interface RuleRow {
  /** The rule's path in the policy, such as `vulnerabilities.critical`. */
  readonly rule: string;
  /** One for each environment, in the policy's order; null where the environment does not ask. */
  readonly cells: readonly (RuleCell | null)[];
}

export interface RuleCell {
  readonly sentence: string;
  /** Whether it says something else than the environment that this one extends. */
  readonly isOwn: boolean;
}

/** Rules by environment, turned round: one row a rule, so that environments can be read against each other. */
export function ruleRows({ environments }: Policy): RuleRow[] {
  const rules = [...new Set(environments.flatMap((environment) => environment.rules.map(({ rule }) => rule)))];
  // Rules of one section stand together, sections in the order in which they first appear.
  const sections = [...new Set(rules.map(sectionOf))];
  const ordered = sections.flatMap((section) => rules.filter((rule) => sectionOf(rule) === section));
  return ordered.map((rule) => ({
    rule,
    cells: environments.map((environment) => {
      const sentence = sentenceOf(environment, rule);
      if (sentence === null) return null;
      const parent = environments.find(({ name }) => name === environment.extends);
      return { sentence, isOwn: parent === undefined || sentenceOf(parent, rule) !== sentence };
    }),
  }));
}

function sectionOf(rule: string): string {
  return rule.split('.')[0] ?? rule;
}

function sentenceOf(environment: PolicyEnvironment, rule: string): string | null {
  return environment.rules.find((candidate) => candidate.rule === rule)?.sentence ?? null;
}
