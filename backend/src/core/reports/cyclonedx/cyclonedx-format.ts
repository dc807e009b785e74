import type { FormatParts } from '../format/report-format.js';
import { listOf, type LayoutNode } from '../json-stream/split-layout.js';
import { CycloneDxReader } from './cyclonedx-reader.js';
import { cycloneDxSchema } from './cyclonedx-schema.js';

/** Components and services nest; their layout points back at itself. */
const component: { list: string; members?: ReadonlyMap<string, LayoutNode> } = { list: 'cyclonedx.components' };
component.members = new Map([['components', { elements: component }]]);

const service: { list: string; members?: ReadonlyMap<string, LayoutNode> } = { list: 'cyclonedx.services' };
service.members = new Map([['services', { elements: service }]]);

export const CYCLONEDX_FORMAT: FormatParts = {
  title: 'CycloneDX',
  reads: 'CycloneDX JSON 1.2–1.7',
  isMarked: (document) => {
    const scheme = document['$schema'];
    return 'bomFormat' in document || (typeof scheme === 'string' && /cyclonedx\.org\/schema\/bom/.test(scheme));
  },
  members: {
    bomFormat: { watch: 'bomFormat' },
    specVersion: { watch: 'specVersion' },
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
  },
  isToldByLists: false,
  schema: cycloneDxSchema,
  reader: (builder) => new CycloneDxReader(builder),
};
