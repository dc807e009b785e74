import { arrayOf, listOf, membersOf, type LayoutNode } from '../json-stream/split-layout.js';
import type { ReportFormat } from '../scan.js';

/** Components and services nest; their layout points back at itself. */
const component: { list: string; members?: ReadonlyMap<string, LayoutNode> } = { list: 'cyclonedx.components' };
component.members = new Map([['components', { elements: component }]]);

const service: { list: string; members?: ReadonlyMap<string, LayoutNode> } = { list: 'cyclonedx.services' };
service.members = new Map([['services', { elements: service }]]);

const trivyResult = {
  Vulnerabilities: listOf('trivy.vulnerabilities'),
  Packages: listOf('trivy.packages'),
  Misconfigurations: listOf('trivy.misconfigurations'),
  Secrets: listOf('trivy.secrets'),
  Licenses: listOf('trivy.licences'),
  ExperimentalModifiedFindings: listOf('trivy.modified'),
  CustomResources: listOf('trivy.custom'),
};

const trivyResources = arrayOf({ Results: arrayOf(trivyResult) });

const sarifTool = { rules: listOf('sarif.rules'), notifications: listOf('sarif.notifications') };

/**
 * The lists of all formats at once: which one it is may only be known at the end, for keys come in any order.
 * A list's name begins with the format that it is a sign of.
 */
export const REPORT_LAYOUT: LayoutNode = {
  // Trivy's schema 1 is a bare list of results.
  elements: membersOf(trivyResult),
  ...membersOf({
    bomFormat: { watch: 'bomFormat' },
    specVersion: { watch: 'specVersion' },
    Results: arrayOf(trivyResult),
    Resources: trivyResources,
    Findings: trivyResources,
    Vulnerabilities: trivyResources,
    Misconfigurations: trivyResources,
    matches: listOf('grype.matches'),
    ignoredMatches: listOf('grype.ignored'),
    alertsByPackage: listOf('grype.alerts'),
    components: { elements: component },
    services: { elements: service },
    vulnerabilities: listOf('cyclonedx.vulnerabilities'),
    dependencies: listOf('cyclonedx.dependencies'),
    compositions: listOf('cyclonedx.compositions'),
    annotations: listOf('cyclonedx.annotations'),
    formulation: listOf('cyclonedx.formulation'),
    citations: listOf('cyclonedx.citations'),
    externalReferences: listOf('cyclonedx.externalReferences'),
    properties: listOf('cyclonedx.properties'),
    runs: arrayOf({
      results: listOf('sarif.results'),
      artifacts: listOf('sarif.artifacts'),
      logicalLocations: listOf('sarif.logicalLocations'),
      threadFlowLocations: listOf('sarif.threadFlowLocations'),
      addresses: listOf('sarif.addresses'),
      graphs: listOf('sarif.graphs'),
      webRequests: listOf('sarif.webRequests'),
      webResponses: listOf('sarif.webResponses'),
      tool: membersOf({ driver: membersOf(sarifTool), extensions: arrayOf(sarifTool) }),
    }),
  }),
};

/** The format whose lists have this name; null for CycloneDX's, whose keys other formats use too. */
export function formatOfList(list: string): ReportFormat | null {
  if (list.startsWith('trivy.')) return 'trivy';
  if (list.startsWith('grype.')) return 'grype';
  if (list.startsWith('sarif.')) return 'sarif';
  return null;
}
