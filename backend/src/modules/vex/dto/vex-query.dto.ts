import { IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '../../../common/paging/page-query.js';
import { IsTextLine } from '../../../common/text/is-text-line.js';
import { EXPORT_FORMATS, type ExportFormat } from '../../gate/dto/vex-review.dto.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

/** What the document is filed for. */
export class VexQuery {
  /** Default: your project if you have exactly one, as with a token for one project; else `default`. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;

  /**
   * Left out: every image of the project.
   * @example "ghcr.io/acme/api"
   */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  @Matches(/^[a-zA-Z0-9]([\w.:/-]*[a-zA-Z0-9])?$/, {
    message: 'image must be a repository such as ghcr.io/acme/api, without tag and digest',
  })
  image?: string;

  /** Left out: every build. */
  @IsOptional()
  @Matches(/^sha256:[0-9a-f]{64}$/, { message: 'digest must be sha256: and 64 hex digits' })
  digest?: string;

  /** The public keys (PEM) that the attestation is signed with. One that is signed with none of them is refused. */
  @IsOptional()
  @IsString()
  @MaxLength(8192)
  publicKey?: string;
}

export class VexListQuery extends PageQuery {
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}

export class VexExportQuery {
  @IsIn(EXPORT_FORMATS)
  format!: ExportFormat;

  /** Left out: the policy's last environment. */
  @IsOptional()
  @IsString()
  @MaxLength(63)
  environment?: string;
}

export class ImageVexQuery extends VexExportQuery {
  /** @example "ghcr.io/acme/api" */
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  image!: string;

  /** Left out: the artifacts that tags of the image name now, and the one that was scanned last; at most 10, newest first. */
  @IsOptional()
  @Matches(/^[\w][\w.-]{0,127}$/, { message: 'tag must be letters, digits, _ . - and at most 128 long' })
  tag?: string;

  /** Default: your project if you have exactly one, as with a token for one project; else `default`. */
  @IsOptional()
  @IsProjectSlug()
  project?: string;
}

export class VexWithdrawal {
  /** Why it counts no longer. */
  @IsTextLine(500)
  reason!: string;
}
