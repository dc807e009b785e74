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
  /** The first of each identifier, by component. */
  private readonly ofComponent = new Map<number, ReadonlyMap<string, SarifRule>>();
  private readonly severest = new Map<number, SarifRule>();
  private readonly extensionByGuid: ReadonlyMap<string, number>;
  private readonly extensionByName: ReadonlyMap<string, number>;

  constructor(
    private readonly components: DescriptorLists,
    private readonly driver: SarifToolComponent | undefined,
    extensions: readonly SarifToolComponent[],
  ) {
    this.extensionByGuid = firstPlaces(extensions.map(({ guid }) => guid?.toLowerCase()));
    this.extensionByName = firstPlaces(extensions.map(({ name }) => name));
    for (const [at, rules] of components) {
      const byId = new Map<string, SarifRule>();
      for (const rule of rules.values()) if (!byId.has(rule.id)) byId.set(rule.id, rule);
      this.ofComponent.set(at, byId);
    }
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
    return this.severestAt(index);
  }

  private severestAt(index: number): SarifRule | undefined {
    const known = this.severest.get(index);
    if (known !== undefined) return known;
    const candidates = [...this.components.values()].flatMap((rules) => rules.get(index) ?? []);
    const [severest] = candidates.toSorted((a, b) => weightOf(b) - weightOf(a));
    if (severest !== undefined) this.severest.set(index, severest);
    return severest;
  }

  private componentRule(reference: SarifDescriptorReference, id: string): SarifRule | undefined {
    const component = this.componentOf(reference);
    if (component === null || reference.toolComponent === null || reference.toolComponent === undefined)
      return undefined;
    return this.ofComponent.get(component)?.get(id);
  }

  /** Null where a component is named that the tool does not have. */
  private componentOf({ toolComponent }: SarifDescriptorReference): number | null {
    const { index, guid, name } = toolComponent ?? {};
    if (index !== null && index !== undefined && index >= 0) return index;
    if (guid === null || guid === undefined) {
      if (name === null || name === undefined) return DRIVER;
      return this.extensionByName.get(name) ?? (this.driver?.name === name ? DRIVER : null);
    }
    const wanted = guid.toLowerCase();
    return this.extensionByGuid.get(wanted) ?? (this.driver?.guid?.toLowerCase() === wanted ? DRIVER : null);
  }
}

function firstPlaces(names: readonly (string | undefined)[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [place, name] of names.entries()) if (name !== undefined && !places.has(name)) places.set(name, place);
  return places;
}

function weightOf(rule: SarifRule): number {
  return (
    severityRank(securitySeverityIn(rule.properties)) +
    severityRank(severityOfWord(rule.defaultConfiguration?.level)) / 10
  );
}
