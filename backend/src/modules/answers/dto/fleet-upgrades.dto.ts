import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { IsProjectSlug } from '../../projects/project-slug.js';

export class FleetUpgradesQuery {
  /** @example "prod" */
  @IsString()
  @MinLength(1)
  @MaxLength(63)
  environment!: string;

  /** Slug of a project. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}

export class UpgradedImage {
  /** Of its latest artifact. */
  artifactId!: string;
  /** Slug of its project. */
  project!: string;
  /** @example "ghcr.io/acme/api" */
  image!: string;
}

export class FleetUpgrade {
  /** It is no package, but a rebuild on a newer build of the base image: `name` is its repository, and `to` its digest. */
  isRebuild!: boolean;
  /**
   * Package URL type; "oci" for a rebuild.
   * @example "apk"
   */
  type!: string;
  /**
   * Of the package URL; of packages of a distribution its name.
   * @example "alpine"
   */
  namespace!: string | null;
  /** @example "openssl" */
  name!: string;
  /** @example "3.5.4-r0" */
  to!: string;
  /** The packages that are upgraded with it in any image. */
  packages!: string[];
  /** @example "Upgrade openssl (libcrypto3, libssl3) to 3.5.4-r0." */
  sentence!: string;
  /** How many of the evaluated images pass with it. */
  imageCount!: number;
  /** The first five of them. */
  images!: UpgradedImage[];
}

export class FleetUpgrades {
  /** @example "prod" */
  environment!: string;

  /** Images whose latest artifact fails, counted up to 2,001. The first 2,000 are evaluated. */
  failing!: number;

  /** Number evaluated so far. The others are evaluated in the background; request it again. */
  looked!: number;

  /** Number of artifacts that could not be evaluated, because they exceed a limit. */
  tooLarge!: number;

  /** All that fail have been looked at, or could not be. */
  isComplete!: boolean;

  /** Upgrades by which images pass, each by itself: most images first, ten at most. */
  upgrades!: FleetUpgrade[];

  /** What to upgrade first. Where no image passes by one upgrade, the first of two, by which no image passes alone; null where none passes by two. */
  first!: FleetUpgrade | null;

  /** What to upgrade next; it counts the images that pass besides. */
  next!: FleetUpgrade | null;
}
