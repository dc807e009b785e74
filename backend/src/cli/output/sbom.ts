import type { Component } from '../../core/reports/scan.js';

/** What an SBOM says: which artifact, made of what, according to whom. */
export interface Artifact {
  readonly image: string;
  /** `sha256:…` */
  readonly digest: string;
  /** Each key once. */
  readonly components: readonly Component[];
  /** ISO 8601. */
  readonly at: string;
  readonly plimsollVersion: string;
  readonly tools: readonly { readonly name: string; readonly version: string | null }[];
}

/** The components of several scans, each once, as the first scan describes it. */
export function unitedComponents(scans: readonly { readonly components: readonly Component[] }[]): Component[] {
  const byKey = new Map<string, Component>();
  for (const { components } of scans) {
    for (const component of components) if (!byKey.has(component.key)) byKey.set(component.key, component);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
