import { isDigest } from '../../model/digest.js';
import { parseImageReference } from '../../model/image-reference.js';
import { imageLayers, type ImageLayers } from '../image-layers.js';
import { platformOf } from '../platform.js';
import { namedImages, referencesIn } from '../named-images.js';
import type { ImageFacts, Subject } from '../scan.js';
import type { GrypeDocument, GrypeImage } from './grype-report.js';

export function grypeSubject(document: GrypeDocument): Subject {
  const target = document.source?.target;
  if (typeof target === 'string') return { ...NO_IMAGE, name: target || null };
  const image = imageOf(document);
  if (image === null) return { ...NO_IMAGE, name: null };
  const input = typeof image.userInput === 'string' ? image.userInput : null;
  const given = input === null ? null : parseImageReference(input);
  const tags = referencesIn(image.tags);
  const digests = referencesIn(image.repoDigests);
  const repository = (given?.tag || given?.digest ? given : null) ?? tags[0] ?? digests[0] ?? given;
  const name = repository?.repository ?? null;
  // The registry's digest names the artifact. The manifest's is the same for an image that was pulled, and for
  // one that was only built here the best there is.
  const digest = given?.digest ?? (digests.find((other) => other.repository === name) ?? digests[0])?.digest ?? null;
  const manifest =
    typeof image.manifestDigest === 'string' && isDigest(image.manifestDigest) ? image.manifestDigest : null;
  return {
    image: name,
    digest: digest ?? manifest,
    tag: given?.tag ?? tags.find((tag) => tag.repository === name)?.tag ?? null,
    // A name alone may be a path.
    ...namedImages([given?.tag || given?.digest ? given : null, ...tags, ...digests], [image.imageID, manifest]),
    name: input,
  };
}

const NO_IMAGE = { image: null, digest: null, tag: null, ...namedImages([]) } as const;

/** A directory, a file or an SBOM by type and name; an image is the artifact itself. */
export function grypeTarget({ source }: GrypeDocument): string | null {
  if (!source?.type || source.type === 'image') return null;
  return typeof source.target === 'string' && source.target !== '' ? `${source.type} ${source.target}` : source.type;
}

export function grypeImageFacts(document: GrypeDocument): ImageFacts {
  const image = imageOf(document);
  const config = image === null ? null : configOf(image.config);
  const size = image?.imageSize;
  return {
    user: config === null ? null : typeof config['User'] === 'string' ? config['User'] : '',
    hasHealthcheck: config === null ? null : isHealthcheck(config['Healthcheck']),
    sizeBytes: typeof size === 'number' && Number.isSafeInteger(size) && size > 0 ? size : null,
  };
}

export function grypeLayers(document: GrypeDocument): ImageLayers | undefined {
  const image = imageOf(document);
  if (image === null) return undefined;
  const { rootfs, config } = configurationOf(image.config) ?? {};
  const layers: readonly unknown[] = Array.isArray(image.layers) ? image.layers : [];
  return imageLayers({
    lists: [
      layers.map((layer) => (isRecord(layer) ? layer['digest'] : null)),
      isRecord(rootfs) ? rootfs['diff_ids'] : null,
    ],
    labels: isRecord(config) ? config['Labels'] : image.labels,
  });
}

export function grypePlatform(document: GrypeDocument): string | null {
  const image = imageOf(document);
  return platformOf(image?.os, image?.architecture, image?.architectureVariant);
}

function imageOf({ source }: GrypeDocument): GrypeImage | null {
  const target = source?.target;
  return source?.type === 'image' && typeof target === 'object' && target !== null ? target : null;
}

/** The `config` member of the image's configuration. */
function configOf(encoded: unknown): Record<string, unknown> | null {
  const config = configurationOf(encoded)?.['config'];
  return isRecord(config) ? config : null;
}

/** The image's configuration, which Syft passes on as base64. */
function configurationOf(encoded: unknown): Record<string, unknown> | null {
  if (typeof encoded !== 'string' || encoded === '') return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    return isRecord(parsed) ? parsed : null;
  } catch {
    // Not a configuration: the report then says nothing of the image's facts.
    return null;
  }
}

function isHealthcheck(value: unknown): boolean {
  const test = isRecord(value) ? value['Test'] : null;
  return Array.isArray(test) && test.length > 0 && test[0] !== 'NONE';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
