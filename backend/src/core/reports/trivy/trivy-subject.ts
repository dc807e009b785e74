import { parseImageReference } from '../image-reference.js';
import type { ImageFacts, OperatingSystem, Subject } from '../scan.js';
import type { TrivyDocument } from './trivy-report.js';

/** Before schema 2 the image and its system were only named in the first target: `alpine:3.10 (alpine 3.10.2)`. */
const SYSTEM_TARGET = /^(\S+) \(([a-z][\w.-]*) ([\w.]+)\)$/;

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
  const reference = isImage && name !== null ? parseImageReference(name) : null;
  const digests = (document.Metadata?.RepoDigests ?? [])
    .map((text) => parseImageReference(text))
    .filter((digest) => digest !== null);
  // One image may be known under several repositories; the one that was scanned outweighs.
  const named = digests.find((digest) => digest.repository === reference?.repository) ?? digests[0];
  const tags = (document.Metadata?.RepoTags ?? [])
    .map((text) => parseImageReference(text))
    .filter((tag) => tag !== null);
  const isTrusted = document.ArtifactType === 'container_image' || named !== undefined || tags.length > 0;
  const image = reference?.tag || reference?.digest || isTrusted ? (reference?.repository ?? null) : null;
  return {
    image: image ?? named?.repository ?? tags[0]?.repository ?? null,
    digest: reference?.digest ?? named?.digest ?? null,
    tag: reference?.tag ?? tags.find((tag) => tag.repository === image || image === null)?.tag ?? null,
    name,
  };
}

export function imageFactsOf(document: TrivyDocument): ImageFacts {
  const config = document.Metadata?.ImageConfig?.config;
  const size = document.Metadata?.Size;
  return {
    // Docker leaves an empty user and an absent health check out.
    user: config ? (config.User ?? '') : null,
    hasHealthcheck: config ? isHealthcheck(config.Healthcheck) : null,
    sizeBytes: typeof size === 'number' && size > 0 ? size : null,
  };
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
