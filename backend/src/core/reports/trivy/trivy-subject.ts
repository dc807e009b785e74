import { imageLayers, type ImageLayers } from '../image-layers.js';
import { namedImages, referenceIn, referencesIn } from '../named-images.js';
import { platformOf } from '../platform.js';
import type { ImageFacts, OperatingSystem, Subject } from '../scan.js';
import type { TrivyDocument } from './trivy-report.js';

/** Before schema 2 the image and its system were only named in the first target: `alpine:3.10 (alpine 3.10.2)`. */
export const SYSTEM_TARGET = /^(\S+) \(([a-z][\w.-]*) ([\w.]+)\)$/;

export function operatingSystemOf(document: TrivyDocument): OperatingSystem | null {
  const system = document.Metadata?.OS;
  if (system?.Family && system.Family !== 'none') {
    return { family: system.Family, version: system.Name || null, isEndOfLife: system.EOSL ?? null };
  }
  const [, , family, version] = systemTarget(document) ?? [];
  return family === undefined ? null : { family, version: version ?? null, isEndOfLife: null };
}

export function subjectOf(document: TrivyDocument): Subject {
  const name = document.ArtifactName || document.ClusterName || systemTarget(document)?.[1] || null;
  const isImage = document.ArtifactType === 'container_image' || (document.ArtifactType ?? '') === '';
  const scanned = isImage ? referenceIn(name) : null;
  const digests = referencesIn(document.Metadata?.RepoDigests);
  const tags = referencesIn(document.Metadata?.RepoTags);
  // A name alone may be a path, unless Trivy says that it is an image's.
  const isNamed = document.ArtifactType === 'container_image' || digests.length > 0 || tags.length > 0;
  const own = scanned !== null && (isNamed || scanned.tag !== null || scanned.digest !== null) ? scanned : null;
  const image = own?.repository ?? digests[0]?.repository ?? tags[0]?.repository ?? null;
  // One image may be known under several repositories; the one that was scanned outweighs.
  const digest = digests.find((other) => other.repository === image) ?? digests[0];
  return {
    image,
    digest: own?.digest ?? digest?.digest ?? null,
    tag: own?.tag ?? tags.find((other) => other.repository === image)?.tag ?? null,
    ...namedImages(isImage ? [own, ...digests, ...tags] : [], [document.Metadata?.ImageID]),
    name,
  };
}

/** Sources, a repository, an SBOM or a cluster by type and name; an image is the artifact itself. */
export function targetOf({
  ArtifactType: type,
  ArtifactName: name,
  ClusterName: cluster,
}: TrivyDocument): string | null {
  if (cluster) return `cluster ${cluster}`;
  return !type || type === 'container_image' ? null : [type, name].filter((part) => part).join(' ');
}

export function imageFactsOf(document: TrivyDocument): ImageFacts {
  const config = document.Metadata?.ImageConfig?.config;
  const size = document.Metadata?.Size;
  return {
    // Docker leaves an empty user and an absent health check out.
    user: config ? (config.User ?? '') : null,
    hasHealthcheck: config ? isHealthcheck(config.Healthcheck) : null,
    sizeBytes: typeof size === 'number' && Number.isSafeInteger(size) && size > 0 ? size : null,
  };
}

/** `diffIdOf` is what findings and packages say of their layers. */
export function imageLayersOf(
  { ArtifactType: type, Metadata }: TrivyDocument,
  diffIdOf: ReadonlyMap<string, string>,
): ImageLayers | undefined {
  if (type && type !== 'container_image') return undefined;
  const config = Metadata?.ImageConfig;
  const rootfs = config?.rootfs;
  const listed: unknown =
    typeof rootfs === 'object' && rootfs !== null && 'diff_ids' in rootfs ? rootfs.diff_ids : null;
  return imageLayers({ lists: [Metadata?.DiffIDs, listed], labels: config?.config?.Labels, diffIdOf });
}

export function imagePlatformOf({ Metadata }: TrivyDocument): string | null {
  const config = Metadata?.ImageConfig;
  return platformOf(config?.os, config?.architecture, config?.variant);
}

/** `HEALTHCHECK NONE` is written as a test that is the word NONE. */
function isHealthcheck(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const test: unknown = 'Test' in value ? value.Test : null;
  return Array.isArray(test) && test.length > 0 && test[0] !== 'NONE';
}

function systemTarget(document: TrivyDocument): RegExpExecArray | null {
  if (document.SchemaVersion !== undefined) return null;
  for (const result of document.Results ?? []) {
    const match = SYSTEM_TARGET.exec(result.Target ?? '');
    if (match !== null) return match;
  }
  return null;
}
