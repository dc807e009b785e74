import { createHash } from 'node:crypto';
import type { Component } from '../../core/reports/scan.js';
import { isLicenceId } from './licence-ids.js';
import type { Artifact } from './sbom.js';

/** The artifact's components as an SPDX 2.3 document. The same artifact and instant give the same bytes. */
export function renderSpdx({ image, digest, components, at, plimsollVersion, tools }: Artifact): string {
  const main = 'SPDXRef-Image';
  const packages = components.map((component) => ({ component, id: idOf(component.key) }));
  const licences = new Licences();
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: image,
    documentNamespace: `https://plimsoll.dev/spdx/${encodeURIComponent(image)}/${digest.replace(':', '-')}/${at.replaceAll(':', '-')}`,
    creationInfo: {
      created: at.replace(/\.\d+/, ''),
      creators: [
        ...tools.map(({ name, version }) => `Tool: ${version === null ? name : `${name}-${version}`}`),
        `Tool: plimsoll-${plimsollVersion}`,
      ],
    },
    documentDescribes: [main],
    packages: [
      {
        SPDXID: main,
        name: image,
        versionInfo: digest,
        primaryPackagePurpose: 'CONTAINER',
        downloadLocation: 'NOASSERTION',
        filesAnalyzed: false,
        checksums: [{ algorithm: 'SHA256', checksumValue: digest.replace(/^sha256:/, '') }],
      },
      ...packages.map(({ component, id }) => ({
        SPDXID: id,
        name: component.name,
        ...(component.version === null ? {} : { versionInfo: component.version }),
        downloadLocation: 'NOASSERTION',
        filesAnalyzed: false,
        licenseConcluded: 'NOASSERTION',
        licenseDeclared: licences.declared(component),
        copyrightText: 'NOASSERTION',
        ...(component.purl === null
          ? {}
          : {
              externalRefs: [
                { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: component.purl },
              ],
            }),
      })),
    ],
    relationships: [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: main },
      ...packages.map(({ id }) => ({ spdxElementId: main, relationshipType: 'CONTAINS', relatedSpdxElement: id })),
    ],
  };
  return `${JSON.stringify({ ...document, hasExtractedLicensingInfos: licences.extracted() }, null, 2)}\n`;
}

function idOf(key: string): string {
  return `SPDXRef-Package-${shortHash(key)}`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/** What is no identifier of SPDX is declared by a reference that quotes it. */
class Licences {
  readonly #quoted = new Map<string, string>();

  declared({ licences }: Component): string {
    const references = licences.map((text) => {
      if (isLicenceId(text)) return text;
      const reference = `LicenseRef-${shortHash(text)}`;
      this.#quoted.set(reference, text);
      return reference;
    });
    return references.length === 0 ? 'NOASSERTION' : references.toSorted().join(' AND ');
  }

  extracted(): { licenseId: string; name: string; extractedText: string }[] {
    return [...this.#quoted]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([licenseId, text]) => ({ licenseId, name: text, extractedText: text }));
  }
}
