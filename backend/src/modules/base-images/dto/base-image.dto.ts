import type { TagLine } from '../../../core/path/tag-line.js';

/** An artifact that shares layers with another one. */
export class LayeredArtifact {
  id!: string;
  project!: string;
  /** @example "docker.io/library/debian" */
  image!: string;
  digest!: string;
}

export class RecognisedBaseImage extends LayeredArtifact {
  /** Layers of the base image: the lowest ones of the artifact. */
  layerCount!: number;
}

/** A build that continues the base image. */
export class NewerBaseImage extends LayeredArtifact {
  /**
   * The tag that shows it, else the most exact one that it had. Null where it never had a tag.
   * @example "12"
   */
  tag!: string | null;
  /**
   * `same-tag`: it has or had a tag of the base image. `same-stream`: it has a tag of the same minor version, or of another date. `unknown`: one
   * of the two never had a tag.
   */
  line!: TagLine;
}

export class OtherRelease extends LayeredArtifact {
  /**
   * The most exact tag that it had.
   * @example "13"
   */
  tag!: string;
}

/** What the image's labels declare (`org.opencontainers.image.base.name` and `.digest`). */
export class DeclaredBaseImage {
  name!: string | null;
  digest!: string | null;
}

/** The artifact's layers and its base image. Verdicts do not depend on it. */
export class BaseImage {
  /** Null where no report lists the layers, or where reports contradict each other. */
  layerCount!: number | null;
  /** Reports of this digest list different layers. */
  isContradicted!: boolean;
  declared!: DeclaredBaseImage | null;
  /** The artifact whose layers are exactly the lowest ones of this artifact, of several with most layers. Only those that the caller can see. */
  base!: RecognisedBaseImage | null;
  /** The newest build of the base image's repository that continues it by its tags. */
  newerBuild!: NewerBaseImage | null;
  /** The newest build of all, if its tags show another release: moving to it is more than a rebuild. */
  otherRelease!: OtherRelease | null;
  /** @example "The lowest 5 of 8 layers are those of docker.io/library/debian@sha256:1f2e3d4c5b6a." */
  sentence!: string;
}

export class BuiltOnArtifact extends LayeredArtifact {
  /** Layers above those of the base image. */
  ownLayerCount!: number;
}

export class BuiltOnPage {
  /** Those that came in last come first. */
  items!: BuiltOnArtifact[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Artifacts that the caller can see. Exact up to 10,000; beyond that the text `10 000+`. */
  total!: number | string;
}
