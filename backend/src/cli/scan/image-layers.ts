import { isDigest } from '../../core/model/digest.js';
import type { Origin } from '../gate/answer.js';

interface TrivyImage {
  readonly Metadata?: {
    readonly ImageID?: unknown;
    readonly DiffIDs?: unknown;
    readonly ImageConfig?: { readonly history?: unknown } | null;
  } | null;
  readonly Results?: unknown;
}

interface HistoryEntry {
  readonly created_by?: unknown;
  readonly empty_layer?: unknown;
}

/** The layers of an image, as Trivy's report describes them. */
export class ImageLayers {
  /** By digest and by diff id. */
  readonly #positions: ReadonlyMap<string, number>;
  readonly #baseLayers: number;

  constructor(report: unknown) {
    const { Metadata: metadata, Results: results } = (report ?? {}) as TrivyImage;
    const diffIds = texts(metadata?.DiffIDs);
    this.#baseLayers = baseLayers(metadata?.ImageConfig?.history, diffIds.length);
    this.#positions = new Map([...diffIds.map((id, index) => [id, index] as const), ...digestsIn(results, diffIds)]);
  }

  /** Null where the report does not say, or where the image's history tells of no base image. */
  originOf(layer: string | null): Origin | null {
    const position = layer === null ? undefined : this.#positions.get(layer);
    if (position === undefined || this.#baseLayers === 0) return null;
    return position < this.#baseLayers ? 'base image' : 'own layer';
  }
}

/** The image's own id, which is the digest of its configuration; null for what is no image. */
export function imageIdOf(report: unknown): string | null {
  const id = (report as TrivyImage | null)?.Metadata?.ImageID;
  return typeof id === 'string' && isDigest(id) ? id : null;
}

/**
 * How many layers the base image has. No image says so itself, but base images end in a CMD: the last one that is
 * followed by a layer was the base's. Where there is none, nothing can be told, and that is 0.
 */
function baseLayers(history: unknown, count: number): number {
  const entries = Array.isArray(history) ? (history as (HistoryEntry | null)[]) : [];
  let layers = 0;
  let found = 0;
  let atCommand = 0;
  for (const entry of entries) {
    if (entry?.empty_layer === true) {
      if (/^(?:\/bin\/sh -c #\(nop\) +)?CMD\b/.test(String(entry.created_by ?? ''))) atCommand = layers;
    } else {
      if (atCommand > 0) found = atCommand;
      layers += 1;
    }
  }
  return layers === count ? found : 0;
}

/** Images of a registry are named by the compressed layers, too; only the findings say which is which. */
function digestsIn(results: unknown, diffIds: readonly string[]): [string, number][] {
  const found = new Map<string, number>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const { Digest, DiffID } = value as { Digest?: unknown; DiffID?: unknown };
      if (typeof Digest === 'string' && typeof DiffID === 'string') found.set(Digest, diffIds.indexOf(DiffID));
      Object.values(value).forEach(visit);
    }
  };
  visit(results);
  return [...found].filter(([, position]) => position >= 0);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
