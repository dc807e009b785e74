import { severityRank } from '../../model/severity.js';
import { severityOfWord } from '../severity-words.js';
import type { SarifDescriptorReference, SarifRule, SarifToolComponent } from './sarif-log.js';
import { securitySeverityIn } from './security-severity.js';

/** Stands for the driver among a tool's components; extensions count from 0. */
export const DRIVER = -1;

/** Rules (or notifications) of a run, by component and by place in it. */
export type DescriptorLists = Map<number, Map<number, SarifRule>>;

/**
 * Finds the rule or notification that is referred to (SARIF 2.1.0, 3.52 and 3.54): by its GUID, by index into the
 * component that is named by index, GUID or name, by identifier, and by the parent of a hierarchical one (3.5.4).
 */
export class RuleBook {
  private readonly byId = new Map<string, SarifRule>();
  private readonly byGuid = new Map<string, SarifRule>();

  constructor(
    private readonly components: DescriptorLists,
    private readonly driver: SarifToolComponent | undefined,
    private readonly extensions: readonly SarifToolComponent[],
  ) {
    for (const rules of [
      components.get(DRIVER),
      ...[...components].filter(([at]) => at !== DRIVER).map(([, other]) => other),
    ]) {
      for (const rule of rules?.values() ?? []) {
        if (!this.byId.has(rule.id)) this.byId.set(rule.id, rule);
        if (typeof rule.guid === 'string') this.byGuid.set(rule.guid.toLowerCase(), rule);
      }
    }
  }

  find(reference: SarifDescriptorReference): SarifRule | null {
    const { id, guid } = reference;
    const byGuid = guid === null || guid === undefined ? undefined : this.byGuid.get(guid.toLowerCase());
    if (byGuid !== undefined) return byGuid;
    const indexed = this.indexed(reference);
    // An index that points to another rule than the identifier names is a mistake of the tool's.
    if (
      indexed !== undefined &&
      (id === null || id === undefined || id === indexed.id || id.startsWith(`${indexed.id}/`))
    )
      return indexed;
    for (let parent = id ?? ''; parent !== ''; parent = parent.slice(0, Math.max(0, parent.lastIndexOf('/')))) {
      const rule = this.componentRule(reference, parent) ?? this.byId.get(parent);
      if (rule !== undefined) return rule;
    }
    return indexed ?? null;
  }

  private indexed(reference: SarifDescriptorReference): SarifRule | undefined {
    const index = reference.index ?? -1;
    if (index < 0) return undefined;
    const component = this.componentOf(reference);
    const rule = component === null ? undefined : this.components.get(component)?.get(index);
    if (rule !== undefined) return rule;
    // The component that is meant is not there, or not named. The severest of those that it may be: no slip makes a finding small.
    const candidates = [...this.components.values()].flatMap((rules) => rules.get(index) ?? []);
    return candidates.toSorted((a, b) => weightOf(b) - weightOf(a))[0];
  }

  private componentRule(reference: SarifDescriptorReference, id: string): SarifRule | undefined {
    const component = this.componentOf(reference);
    if (component === null || reference.toolComponent === null || reference.toolComponent === undefined)
      return undefined;
    for (const rule of this.components.get(component)?.values() ?? []) if (rule.id === id) return rule;
    return undefined;
  }

  /** Null where a component is named that the tool does not have. */
  private componentOf({ toolComponent }: SarifDescriptorReference): number | null {
    const { index, guid, name } = toolComponent ?? {};
    if (index !== null && index !== undefined && index >= 0) return index;
    const isNamed = (component: SarifToolComponent | undefined): boolean =>
      guid === null || guid === undefined
        ? component?.name !== undefined && component.name === name
        : component?.guid?.toLowerCase() === guid.toLowerCase();
    if ((guid === null || guid === undefined) && (name === null || name === undefined)) return DRIVER;
    const extension = this.extensions.findIndex(isNamed);
    if (extension >= 0) return extension;
    return isNamed(this.driver) ? DRIVER : null;
  }
}

function weightOf(rule: SarifRule): number {
  return (
    severityRank(securitySeverityIn(rule.properties)) +
    severityRank(severityOfWord(rule.defaultConfiguration?.level)) / 10
  );
}
