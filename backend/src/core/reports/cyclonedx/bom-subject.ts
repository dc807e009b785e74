import { isDigest } from '../../model/digest.js';
import { type ImageReference, parseImageReference } from '../../model/image-reference.js';
import { parsePurl, type PurlParts } from '../../model/purl.js';
import { imageLayers, type ImageLayers } from '../image-layers.js';
import { namedImages, referenceIn } from '../named-images.js';
import type { Subject } from '../scan.js';
import { propertiesIn } from './bom-values.js';
import type { BomComponent } from './cyclonedx-bom.js';

/**
 * What the document is about. An image is named by an `oci` or `docker` purl (Trivy), by the name and the
 * digest as version of a container (Syft), or by the properties that Trivy writes.
 */
export function bomSubject(main: BomComponent | undefined): Subject {
  if (main === undefined) return { ...NO_IMAGE, name: null };
  const name = nameOf(main);
  const property = (key: string): string | null =>
    propertiesIn(main.properties).find(({ name: written }) => written === `aquasecurity:trivy:${key}`)?.value ?? null;
  const isContainer = main.type === 'container';
  const purl = parsePurl(main.purl ?? '');
  const isImagePurl = purl?.type === 'oci' || purl?.type === 'docker';
  if (!isContainer && !isImagePurl) return { ...NO_IMAGE, name };

  const named = main.name ? parseImageReference(main.name) : null;
  const digested = parseImageReference(property('RepoDigest') ?? '');
  const tagged = parseImageReference(property('RepoTag') ?? '');
  const address = isImagePurl ? parseImageReference(purl.qualifiers['repository_url'] ?? '') : null;
  const digest = [named?.digest, digested?.digest, purl?.version, main.version].find((text) => text && isDigest(text));
  return {
    image: named?.repository ?? digested?.repository ?? address?.repository ?? tagged?.repository ?? null,
    digest: digest ?? null,
    tag: named?.tag ?? tagged?.tag ?? (isImagePurl ? (purl.qualifiers['tag'] ?? null) : null),
    ...namedImages(
      [referenceIn(main.name), digested, tagged, address, ...(isImagePurl ? [digestedName(purl)] : [])],
      [main.version, property('ImageID')],
    ),
    name,
  };
}

const NO_IMAGE = { image: null, digest: null, tag: null, ...namedImages([]) } as const;

/** A purl holds a digest without a repository, or with the one that its qualifier names. */
function digestedName({ name, version, qualifiers = {} }: PurlParts): ImageReference | null {
  if (!version || !isDigest(version)) return null;
  const repository = parseImageReference(qualifiers['repository_url'] ?? name)?.repository ?? name;
  return { repository, tag: null, digest: version };
}

/** Trivy writes a property for each layer, from the lowest up; Syft does not list them. */
export function bomLayers(main: BomComponent | undefined): ImageLayers | undefined {
  if (main === undefined || bomTarget(main) !== null) return undefined;
  const properties = propertiesIn(main.properties);
  const labels = properties.flatMap(({ name, value }) => {
    const [, label] = LABEL.exec(name) ?? [];
    return label === undefined ? [] : [[label, value] as const];
  });
  return imageLayers({
    lists: [properties.filter(({ name }) => name === 'aquasecurity:trivy:DiffID').map(({ value }) => value)],
    labels: Object.fromEntries(labels),
  });
}

const LABEL = /^(?:aquasecurity:trivy:Labels|syft:image:labels):(org\.opencontainers\.image\.base\.(?:name|digest))$/;

/** An application, a library, a device … by type and name; an image is the artifact itself. */
export function bomTarget(main: BomComponent | undefined): string | null {
  if (main === undefined || main.type === 'container' || /^pkg:(?:oci|docker)\//.test(main.purl ?? '')) return null;
  return [main.type, nameOf(main)].filter((part) => part).join(' ');
}

function nameOf({ group, name }: BomComponent): string | null {
  return name ? [group, name].filter((part) => part).join('/') : null;
}
