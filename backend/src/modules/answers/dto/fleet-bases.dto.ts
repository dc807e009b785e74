import { IsString, MaxLength, MinLength, IsOptional } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';
import { LayeredArtifact, NewerBaseImage, OtherRelease } from '../../base-images/dto/base-image.dto.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

export class FleetBasesQuery extends PageQuery {
  /** @example "prod" */
  @IsString()
  @MinLength(1)
  @MaxLength(63)
  environment!: string;

  /** Slug of the images' project. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}

/** What the newer build changes in the base image itself. */
export class BaseImageChange {
  /** Vulnerabilities of the base image. */
  vulnerabilityCount!: number;
  /** Of these, those that the newer build is seen to fix. */
  fixedCount!: number;
  /** Vulnerabilities that only the newer build has. */
  addedCount!: number;
  /** False where something that it adds may be missing. */
  isConclusive!: boolean;
}

export class FleetBaseImage extends LayeredArtifact {
  /** Every tag that it has or had. */
  tags!: string[];
}

/** A base image, and what a newer build of it does for the images that are built on it. */
export class FleetBase {
  base!: FleetBaseImage;
  /** Images whose latest artifact is built on it. Only those that the caller can see. */
  imageCount!: number;
  /** Of these, those that fail for the environment. */
  failing!: number;
  /** The newest build that continues the base image by its tags. */
  newerBuild!: NewerBaseImage | null;
  /** The newest build of all, if its tags show another release. */
  otherRelease!: OtherRelease | null;
  /** Null without a newer build, or where it is not compared yet. */
  change!: BaseImageChange | null;
  /** Of those that fail, how many have been evaluated on the newer build so far. */
  evaluated!: number;
  /** Of these, how many pass on it with nothing else changed, as the gate says. */
  passing!: number;
  /** @example "11 images are built on it. The newer build fixes 9 of 14 vulnerabilities and adds 0. On it, 4 of 6 failing images pass for prod." */
  sentence!: string;
}

export class FleetBasePage {
  /** @example "prod" */
  environment!: string;

  /** Most images first. */
  items!: FleetBase[];

  /** Where the next page starts; null on the last one. */
  nextCursor!: string | null;

  /** Base images that the caller can see and that an image which the caller can see is built on. */
  total!: number;

  /** Images whose base image is recognised. The first 10,000 images are looked at. */
  imageCount!: number;

  /** All of this page is compared and evaluated, or could not be. Else ask again: it is done in the background. */
  isComplete!: boolean;
}
