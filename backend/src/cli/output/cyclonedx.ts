import { createHash } from 'node:crypto';
import { isLicenceId } from './licence-ids.js';
import type { Artifact } from './sbom.js';

/** The artifact's components as a CycloneDX 1.6 document. The same artifact and instant give the same bytes. */
export function renderCycloneDx({ image, digest, components, at, plimsollVersion, tools }: Artifact): string {
  const main = `pkg:oci/${encodeURIComponent(image.slice(image.lastIndexOf('/') + 1))}@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent(image)}`;
  return `${JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: `urn:uuid:${uuidOf(`${image}\n${digest}\n${at}`)}`,
      version: 1,
      metadata: {
        timestamp: at,
        tools: {
          components: [
            ...tools.map(({ name, version }) => ({
              type: 'application',
              name,
              ...(version === null ? {} : { version }),
            })),
            { type: 'application', name: 'plimsoll', version: plimsollVersion },
          ],
        },
        component: { 'bom-ref': main, type: 'container', name: image, version: digest, purl: main },
      },
      components: components.map(({ key, purl, name, version, licences, places }) => ({
        'bom-ref': key,
        type: 'library',
        name,
        ...(version === null ? {} : { version }),
        ...(licences.length === 0
          ? {}
          : {
              licenses: licences.map((licence) => ({
                license: isLicenceId(licence) ? { id: licence } : { name: licence },
              })),
            }),
        ...(purl === null ? {} : { purl }),
        ...(places.length === 0
          ? {}
          : {
              properties: places.flatMap(({ path, layer }) => [
                ...(path === null ? [] : [{ name: 'plimsoll:path', value: path }]),
                ...(layer === null ? [] : [{ name: 'plimsoll:layer', value: layer }]),
              ]),
            }),
      })),
      dependencies: [{ ref: main, dependsOn: components.map(({ key }) => key) }],
    },
    null,
    2,
  )}\n`;
}

/** A UUID (version 8, RFC 9562) made of a text. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x80;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
