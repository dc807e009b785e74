import { Transform } from 'class-transformer';
import { FINDING_KINDS, type FindingKind } from '../../../core/model/finding-kind.js';
import { REPORT_FORMATS, type ReportFormat } from '../../../core/reports/scan.js';
import { ArrayMaxSize, IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { IsInstant } from '../../../common/decorators/is-instant.js';
import { IsProjectSlug } from '../../projects/project-slug.js';

/** What the report is about, where it does not say so itself. Given values win over the report's own. */
export class ReportQuery {
  /** @example "ghcr.io/acme/api" */
  @IsOptional()
  @IsString()
  @MaxLength(255)
  @Matches(/^[a-zA-Z0-9]([\w.:/-]*[a-zA-Z0-9])?$/, {
    message: 'image must be a repository such as ghcr.io/acme/api, without tag and digest',
  })
  image?: string;

  @IsOptional()
  @Matches(/^sha256:[0-9a-f]{64}$/, { message: 'digest must be sha256: and 64 hex digits' })
  digest?: string;

  /**
   * It names this artifact from now on, unless it names one whose report came later: a report that is sent again does not move
   * it back.
   */
  @IsOptional()
  @Matches(/^[\w][\w.-]{0,127}$/, { message: 'tag must be letters, digits, _ . - and at most 128 long' })
  tag?: string;

  /**
   * Created on first use if you can send reports to every project. Default: your project if you have exactly one, as
   * with a token for one project; else `default`.
   */
  @IsOptional()
  @IsProjectSlug()
  project?: string;

  /** Overrides what the content says. */
  @IsOptional()
  @IsIn(REPORT_FORMATS)
  format?: ReportFormat;

  /** When the scanner's database was built, for reports that do not say. */
  @IsOptional()
  @IsInstant()
  @MaxLength(40)
  databaseDate?: string;

  /**
   * What the scanner looked for, for reports that leave out what was not found, as Trivy's do; several are parted by commas.
   *
   * @example ["match", "secret"]
   */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @ArrayMaxSize(FINDING_KINDS.length)
  @IsIn(FINDING_KINDS, { each: true })
  covers?: FindingKind[];

  /**
   * Refuses a report (422, `image_unnamed`) if neither it nor `image` names an image, and stores nothing. Otherwise such a
   * report is stored under a name made from its subject, with a warning.
   */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'requireImage must be true or false' })
  requireImage?: boolean;

  /**
   * Refuses a report that its format's schema calls invalid, also where no component, vulnerability or other finding depends on it
   * (an unknown licence, a date without a zone, a hash of odd length). Otherwise such a report is taken in with warnings.
   */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'strict must be true or false' })
  strict?: boolean;
}
