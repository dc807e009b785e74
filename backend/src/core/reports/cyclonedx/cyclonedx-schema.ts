import { lookupTable } from '../../model/lookup-table.js';
import type { SchemaObject } from 'ajv';
import { ReportError } from '../report-error.js';
import type { SchemaSource } from '../schema/report-schema.js';
import { decidesInBom } from './decides-in-bom.js';
import { CYCLONEDX_DEVIATIONS } from './known-deviations.js';

export const CYCLONEDX_VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'] as const;

type CycloneDxVersion = (typeof CYCLONEDX_VERSIONS)[number];

/** Definitions of the elements of each list, as the schemas name them in every version. */
const LISTS: Readonly<Record<string, string>> = lookupTable({
  'cyclonedx.components': 'component',
  'cyclonedx.services': 'service',
  'cyclonedx.vulnerabilities': 'vulnerability',
  'cyclonedx.dependencies': 'dependency',
  'cyclonedx.compositions': 'compositions',
  'cyclonedx.annotations': 'annotations',
  'cyclonedx.formulation': 'formula',
  'cyclonedx.citations': 'citation',
  'cyclonedx.externalReferences': 'externalReference',
  'cyclonedx.properties': 'property',
});

const REPEATABLE = new Set(['cyclonedx.externalReferences', 'cyclonedx.properties']);

/** The published schema of a version, loaded when a document of that version comes by. */
export async function cycloneDxSchema(specVersion: unknown): Promise<SchemaSource> {
  const version = CYCLONEDX_VERSIONS.find((known) => known === specVersion);
  if (version === undefined) {
    const message =
      typeof specVersion === 'string'
        ? `CycloneDX ${specVersion} is not read; ${CYCLONEDX_VERSIONS.join(', ')} are`
        : 'the document lacks specVersion, which says by which schema it is to be read';
    throw new ReportError('report_invalid', `This is no valid CycloneDX report: ${message}.`, [
      { pointer: '/specVersion', message },
    ]);
  }
  let source = sources.get(version);
  if (source === undefined) sources.set(version, (source = loadSource(version)));
  return source;
}

const sources = new Map<CycloneDxVersion, Promise<SchemaSource>>();

async function loadSource(version: CycloneDxVersion): Promise<SchemaSource> {
  const [root, spdx, signature, cryptography] = await Promise.all([
    loadRoot(version),
    import('../schema/published/cyclonedx/spdx.schema.json', { with: { type: 'json' } }),
    import('../schema/published/cyclonedx/jsf-0.82.schema.json', { with: { type: 'json' } }),
    import('../schema/published/cyclonedx/cryptography-defs.schema.json', { with: { type: 'json' } }),
  ]);
  const definitions: unknown = root['definitions'];
  const isKnown = (name: string): boolean =>
    typeof definitions === 'object' && definitions !== null && Object.hasOwn(definitions, name);
  return {
    root,
    others: [spdx.default, signature.default, cryptography.default],
    // Elements of a list that a version does not define are not checked here; the skeleton is refused for the list's
    // key.
    lists: Object.fromEntries(
      Object.entries(LISTS).flatMap(([list, name]) => (isKnown(name) ? [[list, `#/definitions/${name}`]] : [])),
    ),
    distinct: new Set(Object.keys(LISTS).filter((list) => !REPEATABLE.has(list))),
    deviations: CYCLONEDX_DEVIATIONS,
    decides: decidesInBom,
  };
}

async function loadRoot(version: CycloneDxVersion): Promise<SchemaObject> {
  switch (version) {
    case '1.2':
      return (await import('../schema/published/cyclonedx/bom-1.2.schema.json', { with: { type: 'json' } })).default;
    case '1.3':
      return (await import('../schema/published/cyclonedx/bom-1.3.schema.json', { with: { type: 'json' } })).default;
    case '1.4':
      return withObjects(
        (await import('../schema/published/cyclonedx/bom-1.4.schema.json', { with: { type: 'json' } })).default,
      );
    case '1.5':
      return (await import('../schema/published/cyclonedx/bom-1.5.schema.json', { with: { type: 'json' } })).default;
    case '1.6':
      return (await import('../schema/published/cyclonedx/bom-1.6.schema.json', { with: { type: 'json' } })).default;
    case '1.7':
      return (await import('../schema/published/cyclonedx/bom-1.7.schema.json', { with: { type: 'json' } })).default;
  }
}

/** The schema of 1.4 leaves out, as no other does, that references and what is affected are objects: null would do. */
function withObjects(published: SchemaObject): SchemaObject {
  const schema = structuredClone(published);
  const { references, affects } = schema['definitions'].vulnerability.properties;
  references.items.type = 'object';
  affects.items.type = 'object';
  return schema;
}
